#include "base/base.h"

#include "cli/hunt_about.h"
#include "cli/now.h"
#include "cli/version.h"

static struct text_list list_of(struct pack_list list)
{
    return (struct text_list){ list.v, list.n };
}

static struct about_detection describe(const struct pack *p)
{
    return (struct about_detection){
        .id = p->id,
        .title = p->title,
        .description = p->description,
        .severity = p->severity,
        .technique = p->technique,
        .technique_name = p->technique_name,
        .attack_version = p->attack_version,
        .tactics = list_of(p->tactics),
        .references = list_of(p->references),
    };
}

enum status hunt_about_make(struct about *out, const struct packs *packs,
                            struct arena *arena, struct diag *diag)
{
    struct about_detection *v =
        arena_new_array(arena, struct about_detection, packs->n + 1);

    if (!v)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < packs->n; i++)
        v[i] = describe(&packs->v[i].pack);
    *out =
        (struct about){ .version = COUNTERSIGN_VERSION, .detection = v, .n = packs->n };
    return now_ms(&out->now_ms, diag);
}
