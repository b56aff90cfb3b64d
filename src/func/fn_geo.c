/*
 * fn_geo.c - geohash(), geography:distance(): places on the globe.
 *
 * Distances are along the great circle of a sphere
 * of the Earth's mean radius (haversine), in metres. Coordinates that are missing, no
 * numbers or not on the globe give nothing.
 */
#include "base/base.h"

#include <math.h>

#include "func/arg.h"
#include "func/geohash.h"

static const double pi = 3.14159265358979323846;
static const double earth_radius_m = 6371000;

static bool coordinate(const struct func_call *call, size_t i, struct row row,
                       double limit, double *out)
{
    return arg_number(call, i, row, out) && fabs(*out) <= limit;
}

/* ---- geohash ------------------------------------------------------------------ */

enum { LAT, LON, AS, PRECISION };

static struct value geohash_value(const struct func_call *call, struct row row,
                                  struct func_run *run)
{
    size_t precision = (size_t)call->arg[PRECISION].integer;
    char text[GEOHASH_MAX];
    double lat;
    double lon;

    if (!coordinate(call, LAT, row, 90, &lat) || !coordinate(call, LON, row, 180, &lon))
        return value_missing();
    geohash_write(lat, lon, precision, text);
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
              .max = GEOHASH_MAX,
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
