#pragma once
#include <curl/curl.h>
/* curl_easy_setopt and curl_easy_getinfo are variadic, and macros, which Swift cannot import. */
static inline CURLcode cshim_set_long(CURL *h, CURLoption o, long v) { return (curl_easy_setopt)(h, o, v); }
static inline CURLcode cshim_set_str(CURL *h, CURLoption o, const char *v) { return (curl_easy_setopt)(h, o, v); }
static inline CURLcode cshim_set_ptr(CURL *h, CURLoption o, void *v) { return (curl_easy_setopt)(h, o, v); }
static inline CURLcode cshim_set_slist(CURL *h, CURLoption o, struct curl_slist *v) { return (curl_easy_setopt)(h, o, v); }
static inline CURLcode cshim_set_read(CURL *h, size_t (*f)(char *, size_t, size_t, void *)) { return (curl_easy_setopt)(h, CURLOPT_READFUNCTION, f); }
static inline CURLcode cshim_set_write(CURL *h, size_t (*f)(char *, size_t, size_t, void *)) { return (curl_easy_setopt)(h, CURLOPT_WRITEFUNCTION, f); }
static inline CURLcode cshim_get_long(CURL *h, CURLINFO i, long *v) { return (curl_easy_getinfo)(h, i, v); }
