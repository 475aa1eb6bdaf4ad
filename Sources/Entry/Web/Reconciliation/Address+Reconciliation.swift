// Reconciliation: days, exceptions, bank credits. The room's first page is `Address.reconciliation`.
extension Address {
    /// - Parameter day: `2026-11-22`.
    static func reconciliationDay(_ day: String) -> Address { Address("quan-ly", "doi-soat", day) }
    static func importSettlement(_ day: String) -> Address { Address("quan-ly", "doi-soat", day, "tep") }
    static func closeDay(_ day: String) -> Address { Address("quan-ly", "doi-soat", day, "dong") }
    static func reopenDay(_ day: String) -> Address { Address("quan-ly", "doi-soat", day, "mo-lai") }

    /// `de-xuat` or `dong-y`: all payments of a day that VNPAY's file knows and we have not heard of.
    static func applyUnheard(_ day: String, _ step: String) -> Address {
        Address("quan-ly", "doi-soat", day, "ap-dung", step)
    }

    static var reconciliationSettings: Address { Address("quan-ly", "doi-soat", "cai-dat") }

    static var exportExceptions: Address { Address("quan-ly", "doi-soat", "chenh-lech", "xuat") }
    static var exceptionQueue: Address { Address("quan-ly", "doi-soat", "chenh-lech") }
    static func exception(_ number: String) -> Address { Address("quan-ly", "doi-soat", "chenh-lech", number) }
    /// A step of an exception, such as `giao` or `de-xuat`.
    static func exceptionStep(_ number: String, _ step: String) -> Address {
        Address("quan-ly", "doi-soat", "chenh-lech", number, step)
    }

    static var bankCredits: Address { Address("quan-ly", "doi-soat", "ngan-hang") }
    static func confirmBankCredit(_ number: String) -> Address {
        Address("quan-ly", "doi-soat", "ngan-hang", number, "xac-nhan")
    }
    static func withdrawBankCredit(_ number: String) -> Address {
        Address("quan-ly", "doi-soat", "ngan-hang", number, "huy")
    }
    static func bankCreditReversal(_ number: String, _ step: String) -> Address {
        Address("quan-ly", "doi-soat", "ngan-hang", number, "dao", step)
    }
}
