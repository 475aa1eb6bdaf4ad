// Written by scripts/guides.
#include "CGuides.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_0[] = {
#embed "../../../docs/huong-dan/README.md"
};
static const unsigned char file_1[] = {
#embed "../../../docs/huong-dan/dang-ky-doanh-nghiep.md"
};
static const unsigned char file_2[] = {
#embed "../../../docs/huong-dan/doi-soat-hoa-don.md"
};
static const unsigned char file_3[] = {
#embed "../../../docs/huong-dan/phe-duyet.md"
};
static const unsigned char file_4[] = {
#embed "../../../docs/huong-dan/thanh-toan-qua-email.md"
};
static const unsigned char file_5[] = {
#embed "../../../docs/huong-dan/tra-cuu-thanh-toan.md"
};

static const struct guide_file files[] = {
    {"README.md", file_0, sizeof file_0},
    {"dang-ky-doanh-nghiep.md", file_1, sizeof file_1},
    {"doi-soat-hoa-don.md", file_2, sizeof file_2},
    {"phe-duyet.md", file_3, sizeof file_3},
    {"thanh-toan-qua-email.md", file_4, sizeof file_4},
    {"tra-cuu-thanh-toan.md", file_5, sizeof file_5},
};

struct guide_file guide_file_at(size_t index) {
    struct guide_file none = {0};
    return index < sizeof files / sizeof files[0] ? files[index] : none;
}
