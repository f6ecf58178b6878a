#include <hb.h>
#include <pango/pangocairo.h>

/* hb_font_draw_glyph came with HarfBuzz 7 and replaced hb_font_get_glyph_shape. */
static inline void dengbu_draw_glyph(hb_font_t *font, hb_codepoint_t glyph, hb_draw_funcs_t *functions, void *data) {
#if HB_VERSION_ATLEAST(7, 0, 0)
    hb_font_draw_glyph(font, glyph, functions, data);
#else
    hb_font_get_glyph_shape(font, glyph, functions, data);
#endif
}

/* Function-like macros are invisible to Swift. */
static inline int dengbu_is_empty_glyph(PangoGlyph glyph) { return glyph == PANGO_GLYPH_EMPTY; }
static inline int dengbu_is_unknown_glyph(PangoGlyph glyph) { return (glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0; }
