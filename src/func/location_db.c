#include "base/base.h"

#include <maxminddb.h>

#include "func/arg.h"
#include "func/ip.h"
#include "func/location_db.h"

struct location_db {
    MMDB_s mmdb;
};

enum status location_db_open(struct location_db **out, const char *path,
                             struct diag *diag)
{
    struct location_db *db = calloc(1, sizeof *db);
    int error;

    *out = NULL;
    if (!db)
        return diag_set(diag, ST_NOMEM, 0, "%s: out of memory", path);
    error = MMDB_open(path, MMDB_MODE_MMAP, &db->mmdb);
    if (error != MMDB_SUCCESS) {
        free(db);
        return diag_set(diag, ST_IO, 0, "%s: %s", path, MMDB_strerror(error));
    }
    *out = db;
    return ST_OK;
}

void location_db_free(struct location_db *db)
{
    if (!db)
        return;
    MMDB_close(&db->mmdb);
    free(db);
}

/* The library takes text: both kinds of address go one way then. */
bool location_db_find(const struct location_db *db, struct str address,
                      struct location_record *out)
{
    MMDB_lookup_result_s found;
    char text[IP_TEXT_MAX];
    int no_address = 0;
    int error = MMDB_SUCCESS;
    struct ip ip;

    if (!ip_parse(str_trim(address), &ip))
        return false;
    text[ip_print(&ip, text)] = '\0';
    found = MMDB_lookup_string(&db->mmdb, text, &no_address, &error);
    if (no_address || error != MMDB_SUCCESS || !found.found_entry)
        return false;
    *out = (struct location_record){ found.entry.mmdb, found.entry.offset };
    return true;
}

static struct value value_of(const MMDB_entry_data_s *data, struct func_run *run)
{
    switch (data->type) {
    case MMDB_DATA_TYPE_UTF8_STRING:
        return text_value(run, (struct str){ data->utf8_string, data->data_size });
    case MMDB_DATA_TYPE_DOUBLE:
        return value_double(data->double_value);
    case MMDB_DATA_TYPE_FLOAT:
        return value_double((double)data->float_value);
    case MMDB_DATA_TYPE_UINT16:
        return value_int(data->uint16);
    case MMDB_DATA_TYPE_UINT32:
        return value_int(data->uint32);
    default: /* the library's types are numbers, not an enum */
        return value_missing();
    }
}

struct value location_record_get(const struct location_record *record,
                                 const char *const *path, struct func_run *run)
{
    MMDB_entry_s entry = { .mmdb = record->db, .offset = record->offset };
    MMDB_entry_data_s data;

    if (!path[0] || MMDB_aget_value(&entry, &data, path) != MMDB_SUCCESS ||
        !data.has_data)
        return value_missing();
    return value_of(&data, run);
}
