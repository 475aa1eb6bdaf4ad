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
#embed "../../../docs/huong-dan/hoan-tien.md"
};
static const unsigned char file_4[] = {
#embed "../../../docs/huong-dan/phe-duyet.md"
};
static const unsigned char file_5[] = {
#embed "../../../docs/huong-dan/thanh-toan-qua-email.md"
};
static const unsigned char file_6[] = {
#embed "../../../docs/huong-dan/tra-cuu-thanh-toan.md"
};
static const unsigned char file_7[] = {
#embed "../../../docs/huong-dan/hinh/a-ban-nhap.webp"
};
static const unsigned char file_8[] = {
#embed "../../../docs/huong-dan/hinh/a-da-trinh.webp"
};
static const unsigned char file_9[] = {
#embed "../../../docs/huong-dan/hinh/a-dang-dung.webp"
};
static const unsigned char file_10[] = {
#embed "../../../docs/huong-dan/hinh/a-khai-bao.webp"
};
static const unsigned char file_11[] = {
#embed "../../../docs/huong-dan/hinh/a-khieu-nai.webp"
};
static const unsigned char file_12[] = {
#embed "../../../docs/huong-dan/hinh/a-phieu.webp"
};
static const unsigned char file_13[] = {
#embed "../../../docs/huong-dan/hinh/a-them-khach.webp"
};
static const unsigned char file_14[] = {
#embed "../../../docs/huong-dan/hinh/b-chua-dung.webp"
};
static const unsigned char file_15[] = {
#embed "../../../docs/huong-dan/hinh/b-het-han.webp"
};
static const unsigned char file_16[] = {
#embed "../../../docs/huong-dan/hinh/b-hinh-thuc.webp"
};
static const unsigned char file_17[] = {
#embed "../../../docs/huong-dan/hinh/b-khong-du.webp"
};
static const unsigned char file_18[] = {
#embed "../../../docs/huong-dan/hinh/b-kiem-tra.webp"
};
static const unsigned char file_19[] = {
#embed "../../../docs/huong-dan/hinh/b-ngan-hang.webp"
};
static const unsigned char file_20[] = {
#embed "../../../docs/huong-dan/hinh/b-otp.webp"
};
static const unsigned char file_21[] = {
#embed "../../../docs/huong-dan/hinh/b-the.webp"
};
static const unsigned char file_22[] = {
#embed "../../../docs/huong-dan/hinh/b-thu.webp"
};
static const unsigned char file_23[] = {
#embed "../../../docs/huong-dan/hinh/b-xong.webp"
};
static const unsigned char file_24[] = {
#embed "../../../docs/huong-dan/hinh/c-danh-sach.webp"
};
static const unsigned char file_25[] = {
#embed "../../../docs/huong-dan/hinh/c-nhieu.webp"
};
static const unsigned char file_26[] = {
#embed "../../../docs/huong-dan/hinh/c-quyet-dinh.webp"
};
static const unsigned char file_27[] = {
#embed "../../../docs/huong-dan/hinh/c-thiet-lap.webp"
};
static const unsigned char file_28[] = {
#embed "../../../docs/huong-dan/hinh/c-uy-quyen.webp"
};
static const unsigned char file_29[] = {
#embed "../../../docs/huong-dan/hinh/d-chuyen.webp"
};
static const unsigned char file_30[] = {
#embed "../../../docs/huong-dan/hinh/d-danh-sach.webp"
};
static const unsigned char file_31[] = {
#embed "../../../docs/huong-dan/hinh/e-chenh-lech.webp"
};
static const unsigned char file_32[] = {
#embed "../../../docs/huong-dan/hinh/e-chot.webp"
};
static const unsigned char file_33[] = {
#embed "../../../docs/huong-dan/hinh/e-hoa-don.webp"
};
static const unsigned char file_34[] = {
#embed "../../../docs/huong-dan/hinh/e-ngay.webp"
};
static const unsigned char file_35[] = {
#embed "../../../docs/huong-dan/hinh/h-danh-sach.webp"
};
static const unsigned char file_36[] = {
#embed "../../../docs/huong-dan/hinh/h-de-xuat.webp"
};
static const unsigned char file_37[] = {
#embed "../../../docs/huong-dan/hinh/h-dong-y.webp"
};
static const unsigned char file_38[] = {
#embed "../../../docs/huong-dan/hinh/h-xong.webp"
};

static const struct guide_file files[] = {
    {"README.md", file_0, sizeof file_0},
    {"dang-ky-doanh-nghiep.md", file_1, sizeof file_1},
    {"doi-soat-hoa-don.md", file_2, sizeof file_2},
    {"hoan-tien.md", file_3, sizeof file_3},
    {"phe-duyet.md", file_4, sizeof file_4},
    {"thanh-toan-qua-email.md", file_5, sizeof file_5},
    {"tra-cuu-thanh-toan.md", file_6, sizeof file_6},
    {"hinh/a-ban-nhap.webp", file_7, sizeof file_7},
    {"hinh/a-da-trinh.webp", file_8, sizeof file_8},
    {"hinh/a-dang-dung.webp", file_9, sizeof file_9},
    {"hinh/a-khai-bao.webp", file_10, sizeof file_10},
    {"hinh/a-khieu-nai.webp", file_11, sizeof file_11},
    {"hinh/a-phieu.webp", file_12, sizeof file_12},
    {"hinh/a-them-khach.webp", file_13, sizeof file_13},
    {"hinh/b-chua-dung.webp", file_14, sizeof file_14},
    {"hinh/b-het-han.webp", file_15, sizeof file_15},
    {"hinh/b-hinh-thuc.webp", file_16, sizeof file_16},
    {"hinh/b-khong-du.webp", file_17, sizeof file_17},
    {"hinh/b-kiem-tra.webp", file_18, sizeof file_18},
    {"hinh/b-ngan-hang.webp", file_19, sizeof file_19},
    {"hinh/b-otp.webp", file_20, sizeof file_20},
    {"hinh/b-the.webp", file_21, sizeof file_21},
    {"hinh/b-thu.webp", file_22, sizeof file_22},
    {"hinh/b-xong.webp", file_23, sizeof file_23},
    {"hinh/c-danh-sach.webp", file_24, sizeof file_24},
    {"hinh/c-nhieu.webp", file_25, sizeof file_25},
    {"hinh/c-quyet-dinh.webp", file_26, sizeof file_26},
    {"hinh/c-thiet-lap.webp", file_27, sizeof file_27},
    {"hinh/c-uy-quyen.webp", file_28, sizeof file_28},
    {"hinh/d-chuyen.webp", file_29, sizeof file_29},
    {"hinh/d-danh-sach.webp", file_30, sizeof file_30},
    {"hinh/e-chenh-lech.webp", file_31, sizeof file_31},
    {"hinh/e-chot.webp", file_32, sizeof file_32},
    {"hinh/e-hoa-don.webp", file_33, sizeof file_33},
    {"hinh/e-ngay.webp", file_34, sizeof file_34},
    {"hinh/h-danh-sach.webp", file_35, sizeof file_35},
    {"hinh/h-de-xuat.webp", file_36, sizeof file_36},
    {"hinh/h-dong-y.webp", file_37, sizeof file_37},
    {"hinh/h-xong.webp", file_38, sizeof file_38},
};

struct guide_file guide_file_at(size_t index) {
    struct guide_file none = {0};
    return index < sizeof files / sizeof files[0] ? files[index] : none;
}
