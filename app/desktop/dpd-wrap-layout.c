/* SPDX-License-Identifier: Apache-2.0 */
/* Children side by side while they fit, else on further lines.
 *
 * A child with hexpand takes what is left of its line and counts as fitting
 * when it gets min (its natural width, 30 characters). Stands in for
 * AdwBreakpoint (1.4) and AdwWrapBox (1.7), and follows text size and language. */
#define G_LOG_DOMAIN "daypass-desktop"
#include "config.h"

#include "dpd-wrap-layout.h"

#define ENOUGH_CHARS 30

struct _DpdWrapLayout
{
  GtkLayoutManager parent_instance;
  int              spacing;
  gboolean         centered;
};

G_DEFINE_FINAL_TYPE (DpdWrapLayout, dpd_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

typedef struct
{
  GtkWidget *widget;
  int        width;
  guint      line;
} Place;

enum { PROP_SPACING = 1, PROP_CENTERED };

static int
wanted_width (GtkWidget *child)
{
  PangoFontMetrics *metrics;
  int min, nat, enough;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &min, &nat, NULL, NULL);
  if (!gtk_widget_get_hexpand (child))
    return nat;

  metrics = pango_context_get_metrics (gtk_widget_get_pango_context (child), NULL, NULL);
  enough = ENOUGH_CHARS * PANGO_PIXELS (pango_font_metrics_get_approximate_char_width (metrics));
  pango_font_metrics_unref (metrics);

  return MAX (min, MIN (nat, enough));
}

static void
fill_line (GArray *places,
           guint   first,
           int     rest)
{
  for (guint i = first; i < places->len; i++)
    {
      Place *place = &g_array_index (places, Place, i);

      if (gtk_widget_get_hexpand (place->widget))
        {
          place->width += rest;
          return;
        }
    }
}

static GArray *
break_lines (DpdWrapLayout *self,
             GtkWidget     *widget,
             int            width)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (Place));
  guint first = 0, line = 0;
  int rest = width;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      Place place = { child, 0, 0 };
      gboolean fits;

      if (!gtk_widget_should_layout (child))
        continue;

      place.width = MIN (wanted_width (child), width);
      fits = places->len > first && place.width + self->spacing <= rest;
      if (!fits && places->len > first)
        {
          fill_line (places, first, rest);
          first = places->len;
          line++;
        }
      rest = fits ? rest - place.width - self->spacing : width - place.width;
      place.line = line;
      g_array_append_val (places, place);
    }

  fill_line (places, first, rest);
  return places;
}

static int
line_height (GArray *places,
             guint   first,
             guint  *end,
             int    *used,
             int     spacing)
{
  int height = 0;
  guint i;

  *used = -spacing;
  for (i = first; i < places->len; i++)
    {
      Place *place = &g_array_index (places, Place, i);
      int nat;

      if (place->line != g_array_index (places, Place, first).line)
        break;
      gtk_widget_measure (place->widget, GTK_ORIENTATION_VERTICAL, place->width, NULL, &nat, NULL,
                          NULL);
      height = MAX (height, nat);
      *used += place->width + spacing;
    }

  *end = i;
  return height;
}

static int
total_height (DpdWrapLayout *self,
              GArray        *places)
{
  int height = 0, used;

  for (guint i = 0; i < places->len;)
    height += (i > 0 ? self->spacing : 0) + line_height (places, i, &i, &used, self->spacing);

  return height;
}

static void
measure_width (DpdWrapLayout *self,
               GtkWidget     *widget,
               int           *minimum,
               int           *natural)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int min, nat;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &min, &nat, NULL, NULL);
      *minimum = MAX (*minimum, min);
      *natural += nat + (*natural > 0 ? self->spacing : 0);
    }
}

static void
dpd_wrap_layout_measure (GtkLayoutManager *manager, /* nocheck: a virtual function of GTK */
                         GtkWidget        *widget,
                         GtkOrientation    orientation,
                         int               for_size,
                         int              *minimum,
                         int              *natural,
                         int              *minimum_baseline,
                         int              *natural_baseline)
{
  DpdWrapLayout *self = DPD_WRAP_LAYOUT (manager);
  g_autoptr (GArray) places = NULL;
  int min, nat;

  measure_width (self, widget, &min, &nat);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      places = break_lines (self, widget, for_size < 0 ? nat : MAX (for_size, min));
      min = nat = total_height (self, places);
    }

  *minimum = min;
  *natural = nat;
  *minimum_baseline = *natural_baseline = -1;
}

static void
dpd_wrap_layout_allocate (GtkLayoutManager *manager,
                          GtkWidget        *widget,
                          int               width,
                          int               height,
                          int               baseline)
{
  DpdWrapLayout *self = DPD_WRAP_LAYOUT (manager);
  g_autoptr (GArray) places = break_lines (self, widget, width);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int y = MAX (0, (height - total_height (self, places)) / 2);

  for (guint i = 0; i < places->len;)
    {
      guint end;
      int used, h = line_height (places, i, &end, &used, self->spacing);
      int x = self->centered ? (width - used) / 2 : 0;

      for (; i < end; i++)
        {
          Place *place = &g_array_index (places, Place, i);
          GtkAllocation box = { rtl ? width - x - place->width : x, y, place->width, h };

          gtk_widget_size_allocate (place->widget, &box, -1);
          x += place->width + self->spacing;
        }
      y += h + self->spacing;
    }
}

static GtkSizeRequestMode
dpd_wrap_layout_get_request_mode (GtkLayoutManager *manager,
                                  GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
dpd_wrap_layout_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  DpdWrapLayout *self = DPD_WRAP_LAYOUT (object);

  switch (prop_id)
    {
    case PROP_SPACING:
      g_value_set_int (value, self->spacing);
      break;
    case PROP_CENTERED:
      g_value_set_boolean (value, self->centered);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
dpd_wrap_layout_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  DpdWrapLayout *self = DPD_WRAP_LAYOUT (object);

  switch (prop_id)
    {
    case PROP_SPACING:
      self->spacing = g_value_get_int (value);
      break;
    case PROP_CENTERED:
      self->centered = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

static void
dpd_wrap_layout_class_init (DpdWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = dpd_wrap_layout_get_property;
  object_class->set_property = dpd_wrap_layout_set_property;
  manager_class->measure = dpd_wrap_layout_measure;
  manager_class->allocate = dpd_wrap_layout_allocate;
  manager_class->get_request_mode = dpd_wrap_layout_get_request_mode;

  g_object_class_install_property (object_class, PROP_SPACING,
    g_param_spec_int ("spacing", NULL, NULL, 0, 100, 12, flags));
  g_object_class_install_property (object_class, PROP_CENTERED,
    g_param_spec_boolean ("centered", NULL, NULL, FALSE, flags));
}

static void
dpd_wrap_layout_init (DpdWrapLayout *self)
{
  self->spacing = 12;
}
