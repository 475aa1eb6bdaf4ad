import Invoicing
import Kernel
import Organisation

/// Facts about the house, its people and their rights in a reader's words.
struct HouseWords: Sendable {
    let language: Language

    func state(_ state: StaffMember.State) -> Badge {
        switch state {
        case .invited: Badge(language("Đã mời", "Invited"), .warn)
        case .active: Badge(language("Đang làm việc", "Active"), .good)
        case .suspended: Badge(language("Tạm khóa", "Suspended"), .bad)
        }
    }

    func kind(_ kind: OrganisationUnit.Kind) -> String {
        switch kind {
        case .regional: language("Công ty khu vực (CTKV)", "Regional company")
        case .itCentre: language("Trung tâm CNTT", "IT centre")
        }
    }

    func action(_ action: Action) -> String {
        switch action {
        case .viewCustomers: language("Xem khách hàng", "See customers")
        case .handOverCustomers: language("Chuyển khách hàng cho AM khác", "Hand customers over")
        case .editCustomers: language("Thêm, sửa khách hàng", "Add and change customers")
        case .viewContracts: language("Xem hợp đồng", "See contracts")
        case .declareContracts: language("Khai báo hợp đồng", "Declare contracts")
        case .followContracts: language("Gửi đường dẫn, trả lời khách", "Send links, answer customers")
        case .suspendContracts: language("Tạm ngưng, khôi phục dịch vụ", "Suspend and resume services")
        case .terminateContracts: language("Chấm dứt hợp đồng trước hạn", "End contracts before their term")
        case .viewApprovals: language("Xem phê duyệt", "See approvals")
        case .approveRegionally: language("Phê duyệt ở CTKV", "Approve for the region")
        case .approveAtITCentre: language("Phê duyệt ở TT CNTT", "Approve for the IT centre")
        case .delegateApprovals: language("Ủy quyền phê duyệt", "Delegate approvals")
        case .viewActivations: language("Xem kích hoạt", "See activations")
        case .retryActivations: language("Kích hoạt lại", "Retry activations")
        case .viewPayments: language("Tra cứu thanh toán", "Look up payments")
        case .exportPayments: language("Xuất danh sách thanh toán", "Export payments")
        case .takeEvidence: language("Lấy hồ sơ chứng minh", "Take evidence bundles")
        case .viewRefunds: language("Xem hoàn tiền", "See refunds")
        case .proposeRefunds: language("Mở và đề xuất hoàn tiền", "Open and propose refunds")
        case .confirmRefunds: language("Đồng ý hoàn tiền", "Agree to refunds")
        case .viewReconciliation: language("Xem đối soát", "See reconciliation")
        case .reconcile: language("Đối soát, chốt ngày", "Reconcile and close days")
        case .setReconciliation: language("Cài đặt đối soát", "Reconciliation settings")
        case .confirmResolutions: language("Xác nhận xử lý chênh lệch", "Confirm resolutions")
        case .viewInvoices: language("Xem hóa đơn", "See invoices")
        case .workInvoices: language("Gửi lại, điều chỉnh, thay thế hóa đơn", "Resend, adjust, replace invoices")
        case .viewStatements: language("Xem thông báo cước", "See statements")
        case .importUsage: language("Nhập sản lượng sử dụng", "Import usage")
        case .runBilling: language("Chạy kỳ cước", "Start billing runs")
        case .approveBilling: language("Duyệt kỳ cước", "Approve billing runs")
        case .workDebts: language("Tạm dừng nhắc nợ, ghi hẹn trả", "Pause dunning, note promises")
        case .proposeDebtChanges:
            language("Đề xuất xóa nợ, ghi có; cấn trừ", "Propose write-offs and credits, set off")
        case .confirmDebtChanges: language("Duyệt xóa nợ, ghi có", "Confirm write-offs and credits")
        case .viewBooks: language("Xem sổ sách", "See the books")
        case .closeMonths: language("Khóa sổ tháng", "Close months of the books")
        case .viewAlarms: language("Xem cảnh báo", "See alarms")
        case .releaseAlarms: language("Gỡ đóng băng (hai người)", "Release what is frozen (two people)")
        case .viewStaff: language("Xem đơn vị và nhân sự", "See units and people")
        case .manageStaff: language("Quản lý nhân sự", "Manage people")
        case .registerInvoicingOfficers: language("Đăng ký đầu mối hóa đơn", "Register invoicing officers")
        case .manageSettings: language("Thay đổi cài đặt", "Change settings")
        case .viewAuditLog: language("Xem nhật ký", "See the audit log")
        case .manageDeliveries: language("Xử lý việc gửi bị dừng", "Release stopped deliveries")
        case .manageAPIAccess: language("Quản lý truy cập API", "Manage API access")
        case .ownDesk: language("Hộp tin, tài khoản của mình", "Own inbox and account")
        }
    }

    /// How far a role reaches, in one word.
    func reach(_ reach: Reach?) -> String {
        switch reach {
        case .own: language("Của mình", "Own")
        case .unit: language("Đơn vị", "Unit")
        case .central: language("Toàn bộ", "All")
        case nil: "–"
        }
    }

    func step(_ step: ManageStaff.Step) -> (name: String, warning: String) {
        switch step {
        case .suspend:
            (
                language("Tạm khóa", "Suspend"),
                language(
                    "Người này bị đăng xuất ngay và không đăng nhập được nữa; lịch sử vẫn giữ nguyên.",
                    "This person is signed out now and cannot sign in again; the history stays."
                )
            )
        case .restore:
            (
                language("Mở khóa", "Restore"),
                language(
                    "Người này đăng nhập lại được với mật khẩu cũ.",
                    "This person can sign in again with the password of before."
                )
            )
        case .inviteAgain:
            (
                language("Mời lại", "Invite again"),
                language(
                    "Thư mới với đường dẫn mới được gửi đi; đường dẫn cũ hết hiệu lực.",
                    "A new letter with a new link is sent; the old link stops working."
                )
            )
        case .resetSecondFactor:
            (
                language("Đặt lại xác thực hai lớp", "Reset the second factor"),
                language(
                    "Mã trên điện thoại cũ hết hiệu lực; lần đăng nhập sau phải thiết lập lại.",
                    "Codes of the old telephone stop working; a new one is set up at the next sign-in."
                )
            )
        }
    }

    func mistake(_ mistake: ManageStaff.Mistake) -> String {
        switch mistake {
        case .missing: language("Hãy điền mục này", "Please fill this in")
        case .tooLong: language("Quá dài", "Too long")
        case .notAnEmail: language("Địa chỉ email chưa đúng", "Not an e-mail address")
        case .notAPhone: language("Số điện thoại chưa đúng", "Not a telephone number")
        case .taken: language("Địa chỉ này đã có tài khoản", "This address has an account already")
        case .roleOfAnotherUnit:
            language("Vai trò này thuộc đơn vị loại khác", "This role belongs to another kind of unit")
        case .rolesApart(let pair): apart(StaffWords(language: language).role(pair.first), pair)
        }
    }

    private func apart(_ first: String, _ pair: RolesApart) -> String {
        let second = StaffWords(language: language).role(pair.second)
        return language(
            "Một người không được vừa có vai trò “\(first)” vừa có “\(second)”. Hãy bỏ một vai trò",
            "Nobody may be both “\(first)” and “\(second)”. Leave one of them out"
        )
    }

    func mistake(_ mistake: ContractNumberPattern.Mistake) -> String {
        switch mistake {
        case .missing(let part):
            language("Thiếu \(part): hai hợp đồng sẽ trùng số", "Without \(part) numbers would clash")
        case .sign(let sign): language("VNPAY không nhận ký tự “\(sign)”", "VNPAY does not take the sign “\(sign)”")
        case .tooLong: language("Quá dài: nhiều nhất 60 ký tự", "Too long: 60 signs at most")
        }
    }

    func moment(_ moment: InvoicePolicy.Moment) -> String {
        switch moment {
        case .payment: language("Ngày nhận tiền", "When the money comes")
        case .reconciliation: language("Ngày đối soát xong", "When the day is reconciled")
        }
    }
}

extension HouseWords {
    /// The moments that an invoice policy is about.
    func questions(_ policy: InvoicePolicy) -> [InvoicePolicyPage.Question] {
        [
            .init(
                name: "date",
                label: language("Ngày ghi trên hóa đơn", "The date on the invoice"),
                hint: language("Ngày lập (NLap)", "The day it is drawn up (NLap)"),
                value: policy.date.rawValue
            ),
            .init(
                name: "online",
                label: language("Đơn trực tuyến: lập hóa đơn khi", "Online orders: invoiced"),
                hint: language("Khách cá nhân đăng ký trên web", "Individuals who register on the web"),
                value: policy.afterOnline.rawValue
            ),
            .init(
                name: "declared",
                label: language("Hợp đồng ký: lập hóa đơn khi", "Signed contracts: invoiced"),
                hint: language("Sau khi đủ phê duyệt", "When every approval is given"),
                value: policy.afterDeclared.rawValue
            ),
        ]
    }
}
