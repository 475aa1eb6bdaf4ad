#pragma once
#include <stdint.h>
#include <xlsxwriter.h>
/* Excel keeps every number as a double. The conversion is made here, so that no fraction is ever seen in Swift. */
static inline lxw_error cshim_write_integer(lxw_worksheet *s, uint32_t row, uint16_t column, int64_t value, lxw_format *f) {
    return worksheet_write_number(s, row, column, (double)value, f);
}
static inline lxw_error cshim_write_datetime(lxw_worksheet *s, uint32_t row, uint16_t column, const int32_t parts[6], lxw_format *f) {
    lxw_datetime time = {parts[0], parts[1], parts[2], parts[3], parts[4], (double)parts[5]};
    return worksheet_write_datetime(s, row, column, &time, f);
}
static inline lxw_error cshim_set_width(lxw_worksheet *s, uint16_t column, int32_t characters) {
    return worksheet_set_column(s, column, column, (double)characters, NULL);
}
static inline lxw_workbook *cshim_workbook(const char *path, const char *folder) {
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = (char *)folder};
    return workbook_new_opt(path, &options);
}
