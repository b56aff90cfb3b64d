#include "base/base.h"

#include "func/geohash.h"

enum { BITS_PER_CHARACTER = 5 };

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

void geohash_write(double lat, double lon, size_t precision,
                   char out[static GEOHASH_MAX])
{
    static const char alphabet[] = "0123456789bcdefghjkmnpqrstuvwxyz";
    double lat_range[2] = { -90, 90 };
    double lon_range[2] = { -180, 180 };
    bool is_lon = true;

    for (size_t i = 0; i < precision && i < GEOHASH_MAX; i++) {
        unsigned bits = 0;

        for (int k = 0; k < BITS_PER_CHARACTER; k++, is_lon = !is_lon)
            bits = bits << 1 | (is_lon ? halve(lon, lon_range) : halve(lat, lat_range));
        out[i] = alphabet[bits];
    }
}
