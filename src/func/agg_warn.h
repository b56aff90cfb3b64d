/*
 * agg_warn.h - the codes of the warnings that aggregates give.
 */
#ifndef FUNC_AGG_WARN_H
#define FUNC_AGG_WARN_H

/* A limit that the user set, or a fixed bound, left something out. */
#define AGG_WARN_CUT "W603"

/* A default limit left something out: the text says how to lift it. */
#define AGG_WARN_DEFAULT_CUT "W604"

#endif
