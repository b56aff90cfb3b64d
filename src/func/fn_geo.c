/*
 * fn_geo.c - geohash(), geography:distance(): places on the globe.
 *
 * A geohash halves longitude and latitude in turn, beginning with longitude, and writes
 * five of these bits as one character. Distances are along the great circle of a sphere
 * of the Earth's mean radius (haversine), in metres. Coordinates that are missing, no
 * numbers or not on the globe give nothing.
 */
#include "base/base.h"

#include <math.h>

#include "func/arg.h"

static const double pi = 3.14159265358979323846;
static const double earth_radius_m = 6371000;

static bool coordinate(const struct func_call *call, size_t i, struct row row,
                       double limit, double *out)
{
    return arg_number(call, i, row, out) && fabs(*out) <= limit;
}

/* ---- geohash ------------------------------------------------------------------ */

enum { LAT, LON, AS, PRECISION };
enum { PRECISION_MAX = 12, BITS_PER_CHARACTER = 5 };

/* The next bit: is `x` in the upper half? Narrows the range to that half. */
static unsigned halve(double x, double range[2])
{
    double middle = (range[0] + range[1]) / 2;

    if (x >= middle) {
        range[0] = middle;
        return 1;
    }
    range[1] = middle;
    return 0;
}

static struct value geohash_value(const struct func_call *call, struct row row,
                                  struct func_run *run)
{
    static const char alphabet[] = "0123456789bcdefghjkmnpqrstuvwxyz";
    size_t precision = (size_t)call->arg[PRECISION].integer;
    double lat_range[2] = { -90, 90 };
    double lon_range[2] = { -180, 180 };
    char text[PRECISION_MAX];
    bool is_lon = true;
    double lat;
    double lon;

    if (!coordinate(call, LAT, row, 90, &lat) || !coordinate(call, LON, row, 180, &lon))
        return value_missing();
    for (size_t i = 0; i < precision; i++) {
        unsigned bits = 0;

        for (int k = 0; k < BITS_PER_CHARACTER; k++, is_lon = !is_lon)
            bits = bits << 1 | (is_lon ? halve(lon, lon_range) : halve(lat, lat_range));
        text[i] = alphabet[bits];
    }
    return text_value(run, (struct str){ text, precision });
}

const struct func func_geohash = {
    .name = "geohash",
    .summary = "The geohash of a latitude and a longitude.",
    .source = "library.humio.com/data-analysis/functions-geohash.html",
    .family = "network",
    .params =
        (const struct func_param[]){
            { .name = "lat", .kind = PARAM_FIELD, .def = "ip.lat" },
            { .name = "lon", .kind = PARAM_FIELD, .def = "ip.lon" },
            { .name = "as", .kind = PARAM_OUT, .def = "_geohash" },
            { .name = "precision",
              .kind = PARAM_INT,
              .def = "12",
              .min = 1,
              .max = PRECISION_MAX,
              .help = "number of characters" },
            { .name = NULL },
        },
    .value = geohash_value,
    .examples =
        (const struct func_example[]){
            { .query = "geohash(lat=a, lon=b, precision=5)",
              .input = "{\"a\":\"57.64911\",\"b\":\"10.40744\"}",
              .output =
                  "{\"a\":\"57.64911\",\"b\":\"10.40744\",\"_geohash\":\"u4pru\"}" },
            { .query = NULL },
        },
};

/* ---- geography:distance ---------------------------------------------------------- */

enum { LAT1, LON1, LAT2, LON2 };

static double radians(double degrees)
{
    return degrees * pi / 180;
}

static double haversine(double angle)
{
    double s = sin(angle / 2);

    return s * s;
}

static struct value distance_value(const struct func_call *call, struct row row,
                                   struct func_run *run UNUSED)
{
    double lat1;
    double lon1;
    double lat2;
    double lon2;
    double h;

    if (!coordinate(call, LAT1, row, 90, &lat1) ||
        !coordinate(call, LON1, row, 180, &lon1) ||
        !coordinate(call, LAT2, row, 90, &lat2) ||
        !coordinate(call, LON2, row, 180, &lon2))
        return value_missing();
    h = haversine(radians(lat2 - lat1)) +
        cos(radians(lat1)) * cos(radians(lat2)) * haversine(radians(lon2 - lon1));
    return value_double(2 * earth_radius_m * asin(sqrt(fmin(h, 1))));
}

const struct func func_geography_distance = {
    .name = "geography:distance",
    .summary = "The distance of two places in metres.",
    .source = "library.humio.com/data-analysis/functions-geography-distance.html",
    .family = "network",
    .params =
        (const struct func_param[]){
            { .name = "lat1", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
            { .name = "lon1", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
            { .name = "lat2", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
            { .name = "lon2", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
            { .name = "as", .kind = PARAM_OUT, .def = "_distance" },
            { .name = NULL },
        },
    .value = distance_value,
    .examples =
        (const struct func_example[]){
            { .query = "geography:distance(lat1=a, lon1=b, lat2=c, lon2=d) | "
                       "round(_distance)",
              .input = "{\"a\":\"0\",\"b\":\"0\",\"c\":\"0\",\"d\":\"1\"}",
              .output =
                  "{\"a\":\"0\",\"b\":\"0\",\"c\":\"0\",\"d\":\"1\",\"_distance\":"
                  "\"111195\"}" },
            { .query = NULL },
        },
};
