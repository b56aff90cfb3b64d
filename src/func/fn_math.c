/*
 * fn_math.c - math:abs() and its kin: the usual functions of one or more numbers.
 *
 * Arguments are names of fields. Where a field is missing or holds no number, and where
 * the result is none (the logarithm of -1), nothing is added. A result that is whole
 * prints without a point.
 */
#include "base/base.h"

#include <math.h>

#include "func/arg.h"

enum { FIRST, SECOND, THIRD };

static const double pi = 3.14159265358979323846;

typedef double one_number(double x);
typedef double two_numbers(double x, double y);

static struct value apply(const struct func_call *call, struct row row, one_number *f)
{
    double x;

    return arg_number(call, FIRST, row, &x) ? value_double(f(x)) : value_missing();
}

/* The second operand is a field, or a number where the parameter says so. */
static struct value apply_two(const struct func_call *call, struct row row,
                              two_numbers *f)
{
    double x;
    double y;

    if (!arg_number(call, FIRST, row, &x) || !arg_number(call, SECOND, row, &y))
        return value_missing();
    return value_double(f(x, y));
}

/* ---- functions of one number ------------------------------------------------ */

static double deg2rad(double x)
{
    return x * pi / 180;
}

static double rad2deg(double x)
{
    return x * 180 / pi;
}

#define ONE_NUMBER(id, c_function, what, query_, input_, output_)                    \
    static struct value id##_value(const struct func_call *call, struct row row,     \
                                   struct func_run *run UNUSED)                      \
    {                                                                                \
        return apply(call, row, c_function);                                         \
    }                                                                                \
    const struct func func_math_##id = {                                             \
        .name = "math:" #id,                                                         \
        .summary = what,                                                             \
        .source = "library.humio.com/data-analysis/functions-math-" #id ".html",     \
        .family = "math",                                                            \
        .params =                                                                    \
            (const struct func_param[]){                                             \
                { .name = "field",                                                   \
                  .kind = PARAM_FIELD,                                               \
                  .flags = PARAM_REQUIRED | PARAM_UNNAMED },                         \
                { .name = "as", .kind = PARAM_OUT, .def = "_" #id },                 \
                { .name = NULL },                                                    \
            },                                                                       \
        .value = id##_value,                                                         \
        .examples =                                                                  \
            (const struct func_example[]){                                           \
                { .query = query_,                                                   \
                  .input = "{\"x\":\"" input_ "\"}",                                 \
                  .output = "{\"x\":\"" input_ "\",\"_" #id "\":\"" output_ "\"}" }, \
                { .query = NULL },                                                   \
            },                                                                       \
    }

ONE_NUMBER(abs, fabs, "The absolute value.", "math:abs(x)", "-2.5", "2.5");
ONE_NUMBER(arccos, acos, "The arc cosine, in radians.", "math:arccos(x)", "1", "0");
ONE_NUMBER(arcsin, asin, "The arc sine, in radians.", "math:arcsin(x)", "0", "0");
ONE_NUMBER(arctan, atan, "The arc tangent, in radians.", "math:arctan(x)", "0", "0");
ONE_NUMBER(ceil, ceil, "The next whole number upwards.", "math:ceil(x)", "1.2", "2");
ONE_NUMBER(cos, cos, "The cosine of an angle in radians.", "math:cos(x)", "0", "1");
ONE_NUMBER(cosh, cosh, "The hyperbolic cosine.", "math:cosh(x)", "0", "1");
ONE_NUMBER(deg2rad, deg2rad, "Degrees as radians.", "math:deg2rad(x)", "180",
           "3.141592653589793");
ONE_NUMBER(exp, exp, "e to the power of the field.", "math:exp(x)", "0", "1");
ONE_NUMBER(expm1, expm1, "e to the power of the field, less 1; exact near 0.",
           "math:expm1(x)", "0", "0");
ONE_NUMBER(floor, floor, "The next whole number downwards.", "math:floor(x)", "-1.2",
           "-2");
ONE_NUMBER(log, log, "The natural logarithm.", "math:log(x)", "1", "0");
ONE_NUMBER(log10, log10, "The logarithm to base 10.", "math:log10(x)", "1000", "3");
ONE_NUMBER(log1p, log1p, "The natural logarithm of 1 more; exact near 0.",
           "math:log1p(x)", "0", "0");
ONE_NUMBER(log2, log2, "The logarithm to base 2.", "math:log2(x)", "1024", "10");
ONE_NUMBER(rad2deg, rad2deg, "Radians as degrees.", "math:rad2deg(x)",
           "3.141592653589793", "180");
ONE_NUMBER(sin, sin, "The sine of an angle in radians.", "math:sin(x)", "0", "0");
ONE_NUMBER(sinh, sinh, "The hyperbolic sine.", "math:sinh(x)", "0", "0");
ONE_NUMBER(sqrt, sqrt, "The square root.", "math:sqrt(x)", "9", "3");
ONE_NUMBER(tan, tan, "The tangent of an angle in radians.", "math:tan(x)", "0", "0");
ONE_NUMBER(tanh, tanh, "The hyperbolic tangent.", "math:tanh(x)", "0", "0");

/* ---- functions of two and three ------------------------------------------------ */

/* The remainder has the sign of the divisor; no remainder of a division by 0. */
static double floor_modulus(double x, double y)
{
    double r = fmod(x, y);

    return r != 0 && (r < 0) != (y < 0) ? r + y : r;
}

static struct value mod_value(const struct func_call *call, struct row row,
                              struct func_run *run UNUSED)
{
    double x;

    if (!arg_number(call, FIRST, row, &x))
        return value_missing();
    return value_double(floor_modulus(x, call->arg[SECOND].number));
}

static struct value pow_value(const struct func_call *call, struct row row,
                              struct func_run *run UNUSED)
{
    double x;

    if (!arg_number(call, FIRST, row, &x))
        return value_missing();
    return value_double(pow(x, call->arg[SECOND].number));
}

static double angle_of(double x, double y)
{
    return atan2(y, x);
}

static struct value arctan2_value(const struct func_call *call, struct row row,
                                  struct func_run *run UNUSED)
{
    return apply_two(call, row, angle_of);
}

const struct func func_math_mod = {
    .name = "math:mod",
    .summary = "The remainder of a division, with the divisor's sign.",
    .source = "library.humio.com/data-analysis/functions-math-mod.html",
    .family = "math",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "divisor", .kind = PARAM_NUMBER, .flags = PARAM_REQUIRED },
            { .name = "as", .kind = PARAM_OUT, .def = "_mod" },
            { .name = NULL },
        },
    .value = mod_value,
    .examples =
        (const struct func_example[]){
            { .query = "math:mod(x, divisor=3)",
              .input = "{\"x\":\"-1\"}",
              .output = "{\"x\":\"-1\",\"_mod\":\"2\"}" },
            { .query = NULL },
        },
};

const struct func func_math_pow = {
    .name = "math:pow",
    .summary = "The field to the power of a number.",
    .source = "library.humio.com/data-analysis/functions-math-pow.html",
    .family = "math",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "exponent", .kind = PARAM_NUMBER, .flags = PARAM_REQUIRED },
            { .name = "as", .kind = PARAM_OUT, .def = "_pow" },
            { .name = NULL },
        },
    .value = pow_value,
    .examples =
        (const struct func_example[]){
            { .query = "math:pow(x, exponent=10)",
              .input = "{\"x\":\"2\"}",
              .output = "{\"x\":\"2\",\"_pow\":\"1024\"}" },
            { .query = NULL },
        },
};

const struct func func_math_arctan2 = {
    .name = "math:arctan2",
    .summary = "The angle in radians between the x axis and the point (x, y).",
    .source = "library.humio.com/data-analysis/functions-math-arctan2.html",
    .family = "math",
    .params =
        (const struct func_param[]){
            { .name = "x", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
            { .name = "y", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
            { .name = "as", .kind = PARAM_OUT, .def = "_arctan2" },
            { .name = NULL },
        },
    .value = arctan2_value,
    .examples =
        (const struct func_example[]){
            { .query = "math:arctan2(x=a, y=b)",
              .input = "{\"a\":\"1\",\"b\":\"0\"}",
              .output = "{\"a\":\"1\",\"b\":\"0\",\"_arctan2\":\"0\"}" },
            { .query = NULL },
        },
};

/* ---- spherical2cartesian: three results ------------------------------------------ */

enum { AZIMUTH, POLAR, RADIUS, PREFIX };

static enum status spherical_open(const struct func_call *call, void **state,
                                  struct diag *diag)
{
    static const struct str axis[3] = { { ".x", 2 }, { ".y", 2 }, { ".z", 2 } };
    struct field *out = arena_new_array(call->env->arena, struct field, countof(axis));
    struct str prefix = call->arg[PREFIX].field[0].name;

    if (!out)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    for (size_t i = 0; i < countof(axis); i++) {
        char *name = arena_text(call->env->arena, prefix.n + axis[i].n);

        if (!name)
            return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
        memcpy(name, prefix.p, prefix.n);
        memcpy(name + prefix.n, axis[i].p, axis[i].n);
        TRY(call->env->field(call->env, (struct str){ name, prefix.n + axis[i].n },
                             &out[i], diag));
    }
    *state = out;
    return ST_OK;
}

static bool spherical_rewrite(const struct func_call *call, struct row row,
                              struct func_run *run UNUSED)
{
    const struct field *out = call->state;
    double azimuth;
    double polar;
    double radius;

    if (!arg_number(call, AZIMUTH, row, &azimuth) ||
        !arg_number(call, POLAR, row, &polar) ||
        !arg_number(call, RADIUS, row, &radius))
        return true;
    row_set(row, &out[FIRST], value_double(radius * sin(polar) * cos(azimuth)));
    row_set(row, &out[SECOND], value_double(radius * sin(polar) * sin(azimuth)));
    row_set(row, &out[THIRD], value_double(radius * cos(polar)));
    return true;
}

const struct func func_math_spherical2cartesian = {
    .name = "math:spherical2cartesian",
    .summary =
        "The point that two angles in radians and a distance name, as the fields "
        "x, y and z behind the prefix.",
    .source = "library.humio.com/data-analysis/functions-math-spherical2cartesian.html",
    .family = "math",
    .params =
        (const struct func_param[]){
            { .name = "azimuth", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
            { .name = "polar", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
            { .name = "radius", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
            { .name = "as",
              .kind = PARAM_OUT,
              .def = "_spherical2cartesian",
              .help = "prefix of the three fields" },
            { .name = NULL },
        },
    .open = spherical_open,
    .rewrite = spherical_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "math:spherical2cartesian(azimuth=a, polar=p, radius=r, as=v)",
              .input = "{\"a\":\"0\",\"p\":\"0\",\"r\":\"2\"}",
              .output =
                  "{\"a\":\"0\",\"p\":\"0\",\"r\":\"2\",\"v.x\":\"0\",\"v.y\":\"0\","
                  "\"v.z\":\"2\"}" },
            { .query = NULL },
        },
};
