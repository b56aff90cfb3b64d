/*
 * map_capi2.c - CAPI2: the verdicts of WinVerifyTrust().
 */
#include "base/base.h"

#include "event/map_code.h"

#define TRUST "UserData.WinVerifyTrust."

static const struct map_field verify_trust[] = {
    MAP_CONSTANT("event_simpleName", "SignInfoWithContext"),
    MAP_COPY("ImageFileName", TRUST "FileInfo.filePath"),
    MAP_COPY("TargetImageFileName", TRUST "EventAuxInfo.ProcessName"),
    MAP_MAKE("AuthenticodeHashData", &map_lower, MAP_NAME(TRUST "DigestInfo.digest")),
    MAP_COPY("UserSid", "UserID"),
    MAP_MAKE("SignInfoFlags", &map_hresult_flags, MAP_NAME(TRUST "Result.value")),
    MAP_MAKE("SignatureState", &map_hresult_state, MAP_NAME(TRUST "Result.value")),
    MAP_CONSTANT("SignInfoSource", "capi2"),
};

static const struct map_rule rules[] = {
    { .name = "capi2 81",
      .summary = "the signature of a file was verified",
      .kind = { .provider = MAP_NAME("Microsoft-Windows-CAPI2"),
                .channel = MAP_NAME("Microsoft-Windows-CAPI2/Operational"),
                .event_id = 81 },
      .field = verify_trust,
      .nfields = countof(verify_trust) },
};

const struct map_source map_source_capi2 = {
    .name = "capi2",
    .summary = "CAPI2, the log of the crypto API",
    .rule = rules,
    .nrules = countof(rules),
};
