#pragma once
#include <pango/pangocairo.h>
#include <cairo-pdf.h>
/* g_object_unref is reached through a macro that Swift does not import. */
static inline void cshim_unref(void *object) { g_object_unref(object); }
