import Contracts
import Kernel
import Organisation
import Storage
import Tariffs

extension MeteredContract {
    /// The contracts with these numbers or identifiers.
    static func find(_ names: Set<String>, on connection: any SQLConnection) throws -> [MeteredContract] {
        guard !names.isEmpty else { return [] }
        let ordered = names.sorted()
        var contracts: [Contract.ID: MeteredContract] = [:]
        // What is billed stands in the tables of Statements, a room that knows this one; only the day is asked for.
        try connection.forEachRow(
            """
            SELECT c.id, c.number, c.payment, c.unit_code, c.account_manager_id, c.agent_id, c.starts_on, c.ends_on,
                (SELECT max(s.to_day) FROM statement s WHERE s.contract_id = c.id) AS billed_through
            FROM contract c
            WHERE c.state <> 'draft' AND (c.number IN (\(list: ordered)) OR c.id IN (\(list: ordered)))
            """
        ) { row in
            let people: [StaffMember.ID?] = [
                try row.idIfPresent("account_manager_id"), try row.idIfPresent("agent_id"),
            ]
            let contract = MeteredContract(
                id: try row.id("id"),
                number: try row.text("number"),
                belonging: Belonging(
                    unit: try row.textIfPresent("unit_code"),
                    people: Set(people.compactMap { $0 })
                ),
                isPostpaid: try row.text("payment") == "postpaid",
                startsOn: try row.dayIfPresent("starts_on"),
                endsOn: try row.dayIfPresent("ends_on"),
                billedThrough: try row.dayIfPresent("billed_through")
            )
            contracts[contract.id] = contract
        }
        guard !contracts.isEmpty else { return [] }
        try connection.forEachRow(
            """
            SELECT contract_id, plan_code, tariff, from_day, to_day FROM contract_line
            WHERE contract_id IN (\(list: contracts.keys)) AND tariff IS NOT NULL
            """
        ) { row in
            let days = Days(from: try row.dayIfPresent("from_day"), to: try row.dayIfPresent("to_day"))
            let plan = try row.text("plan_code")
            let id: Contract.ID = try row.id("contract_id")
            for meter in try Tariff(json: row.text("tariff")).meters {
                contracts[id]?.plans[plan, default: [:]][meter.meter, default: []].append(days)
            }
        }
        return Array(contracts.values)
    }
}
