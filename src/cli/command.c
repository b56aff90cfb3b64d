#include "base/base.h"

#include "base/nearest.h"
#include "cli/command.h"
#include "cli/console.h"

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < command_table_len; i++)
        if (strcmp(command_table[i]->name, name) == 0)
            return command_table[i];
    return NULL;
}

int command_unknown(const struct console *console, const char *name)
{
    struct nearest near = nearest_start(str_from_cstr(name));

    for (size_t i = 0; i < command_table_len; i++)
        nearest_offer(&near, command_table[i]->name);
    if (near.name)
        console_error(console, "unknown command '%s'; did you mean '%s'?", name,
                      near.name);
    else
        console_error(console,
                      "unknown command '%s'; 'countersign help' lists the commands",
                      name);
    return EXIT_FAILED;
}
