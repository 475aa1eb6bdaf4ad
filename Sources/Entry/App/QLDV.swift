import ArgumentParser

@main
struct QLDV: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qldv",
        abstract: "Sells services by contract and collects the money through VNPAY.",
        discussion:
            "Settings come from the command line, a .env file and the environment (QLDV_…), the first strongest.",
        version: "0.1.0",
        subcommands: [
            Demo.self, Serve.self, Work.self, Migrate.self, Sandbox.self, LoadCatalogueFile.self, StaffCommand.self,
            Reconcile.self, Bill.self, UsageCommand.self, Verify.self, Doctor.self, EvidenceCommand.self,
            OutboxCommand.self, VNPAYCommand.self, AmountWords.self, TaxCodeCommand.self,
            TokenCommand.self,
        ]
    )
}
