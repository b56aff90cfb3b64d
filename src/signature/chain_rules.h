/*
 * chain_rules.h - what a path of certificates must obey.
 *
 * chain.c finds paths; the rules here judge one: constraints, usages, validity,
 * disallowed list, trust list properties, revocation, algorithms. Nothing is decided
 * early: every class that applies is in the set.
 */
#ifndef SIGNATURE_CHAIN_RULES_H
#define SIGNATURE_CHAIN_RULES_H

#include "signature/chain.h"

/* Add a class to the chain, with its first reason; the worst rank gives the words. */
PRINTF(3, 4)
void chain_problem(struct chain *chain, enum verdict verdict, const char *fmt, ...);

/*
 * Judge chain->cert[0 … n), whose end chain->root and is_complete describe. Sets
 * is_trusted, adds classes and findings.
 */
void chain_judge(const struct chain_request *request, struct chain *chain);

#endif
