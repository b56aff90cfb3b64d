# The everyday jobs; the work is done by meson, ninja and tools/job.
JOBS := hunt test test-asan test-full check analyze fuzz bench install
.PHONY: all $(JOBS)

all:
	@tools/job build
$(JOBS):
	@tools/job $@
