/*
 * asn1_time.h - UTCTime and GeneralizedTime as seconds since 1970-01-01 UTC.
 *
 * Only the forms that RFC 5280 and RFC 3161 allow end in a number: seconds
 * present, "Z" at the end. A fraction of a second is read and dropped. Years
 * 1950 to 2049 for UTCTime, 0001 to 9999 for GeneralizedTime.
 */
#ifndef ASN1_ASN1_TIME_H
#define ASN1_ASN1_TIME_H

#include "asn1/der.h"

/* "No time"; no date that these forms can write has this value. */
#define TIME_NONE INT64_MIN

/* Read either form; DER_PROBLEM_VALUE and TIME_NONE for anything else. */
int64_t der_time(struct der *d);

/* The same over the contents of an element that was read; TIME_NONE if not well formed.
 */
int64_t asn1_time_parse(uint8_t tag, struct str value);

/* Seconds since 1970 of a date in the Gregorian calendar; no leap seconds. */
int64_t asn1_time_from_date(int year, int month, int day, int hour, int minute,
                            int second);

enum { ASN1_TIME_TEXT = 24 };

/* "2026-04-17T09:30:00Z"; the empty string for TIME_NONE. Returns `out`. */
const char *asn1_time_text(int64_t t, char out[ASN1_TIME_TEXT]);

#endif
