/*
 * html_style.h - the look of the HTML report: a style sheet, nothing that is fetched.
 */
#ifndef OUTPUT_HTML_STYLE_H
#define OUTPUT_HTML_STYLE_H

extern const char html_style[];

#endif
