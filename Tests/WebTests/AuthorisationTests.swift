import Foundation
import Hummingbird
import HummingbirdTesting
import Journal
import Kernel
import Organisation
import People
import Storage
import TestKit
import Testing

@testable import Web

/// R22: every address of the staff's × every role × one's own unit, another unit and the IT centre. The addresses come
/// from the site itself, so that a new one is tested before anybody thinks of it.
@Suite struct AuthorisationTests {
    /// Actions that no page names: they are asked for inside pages of others, or by rooms that are not built yet. One
    /// that is in neither is a right that nobody can use.
    static let withoutPage: Set<Action> = [
        // Asked for by the use case: the page is that of the decision, for whoever may see it.
        .approveRegionally, .approveAtITCentre,
        // Rooms that are still to come.
        .manageAPIAccess,
    ]

    static let people = Role.allCases.flatMap { role in
        StaffSite.units.map { StaffSite.Person(role: role, unit: $0) }
    }

    /// An address with its parts filled in, for things of that unit.
    private struct Filled {
        let text: String
        /// It names a thing that belongs to a unit.
        let hasSubject: Bool
        /// It names something else, which is not there.
        let isStray: Bool
    }

    /// What an address needs to be asked with.
    private static let questions = ["quan-ly/thanh-toan/xuat": "?dang=csv"]

    /// What the part after these words names.
    private static func filled(_ route: StaffRoute, of unit: String, in site: StaffSite) -> Filled {
        let nowhere = "00000000-0000-7000-8000-000000000000"
        let things = site.things[unit]
        let subjects: [String: String?] = [
            "quan-ly/khach-hang": things?.customer, "quan-ly/no-cuoc/khach": things?.customer,
            "quan-ly/hop-dong": things?.contract,
            "quan-ly/tep": things?.attachment, "quan-ly/phe-duyet": things?.approval,
            "quan-ly/don-vi/nhan-su": things?.person, "quan-ly/don-vi": unit,
        ]
        var before: [String] = []
        var parts: [String] = []
        // The contract of the tests is paid beforehand: there is nothing to amend month by month.
        var (hasSubject, isStray) = (false, route.path == "quan-ly/hop-dong/:id/phu-luc")
        for part in route.path.split(separator: "/").map(String.init) {
            if part.hasPrefix(":") {
                if let subject = subjects[before.joined(separator: "/")] ?? nil {
                    parts.append(subject)
                    hasSubject = true
                } else {
                    parts.append(part == ":step" ? ManageStaff.Step.inviteAgain.rawValue : nowhere)
                    isStray = isStray || part != ":step"
                }
            } else {
                parts.append(part)
            }
            before.append(part)
        }
        let text = "/" + parts.joined(separator: "/") + (questions[route.path] ?? "")
        return Filled(text: text, hasSubject: hasSubject, isStray: isStray)
    }

    @Test func `every action of a page is granted to somebody, and every action has a page or a reason`() async throws {
        let site = try await StaffSite()
        let used = Set(site.website.staffRoutes.map(\.action))
        for action in used {
            #expect(Role.allCases.contains { Access.reach(of: $0, for: action) != nil }, "\(action) is nobody's")
        }
        for action in Action.allCases where !Self.withoutPage.contains(action) {
            #expect(used.contains(action), "no page asks for \(action)")
        }
    }

    @Test func `no address stands twice, and all are in the staff's part of the site`() async throws {
        let routes = try await StaffSite().website.staffRoutes
        #expect(Set(routes.map { "\($0.method) \($0.path)" }).count == routes.count)
        for route in routes { #expect(route.path == "quan-ly" || route.path.hasPrefix("quan-ly/")) }
    }

    @Test func `who is not signed in is led to sign in, from every address`() async throws {
        let site = try await StaffSite()
        try await site.application.test(.router) { client in
            for route in site.website.staffRoutes {
                let address = Self.filled(route, of: "KV1", in: site).text
                for session in [nil, "stolen", ""] {
                    let response = try await site.send(route.method, address, session: session, over: client)
                    #expect(response.status == .seeOther, "\(route.method) \(address)")
                    #expect(response.headers[.location]?.hasPrefix("/quan-ly/dang-nhap") == true)
                }
            }
        }
    }

    @Test func `a form without its token changes nothing, whoever sends it`() async throws {
        let site = try await StaffSite()
        let session = try await site.session(of: .init(role: .admin, unit: "CNTT"))
        try await site.application.test(.router) { client in
            for route in site.website.staffRoutes where route.method == .post {
                let response = try await client.execute(
                    uri: Self.filled(route, of: "KV1", in: site).text,
                    method: .post,
                    headers: [.cookie: "qldv_staff=\(session)", .contentType: "application/x-www-form-urlencoded"],
                    body: ByteBuffer(string: "csrf=wrong")
                )
                #expect(response.status == .forbidden, "\(route.path)")
            }
        }
    }

    @Test(arguments: people)
    func `a person gets what the role grants, in the unit it reaches, and nothing else`(
        person: StaffSite.Person
    ) async throws {
        let site = try await StaffSite()
        let member = try #require(site.members[person])
        let session = try await site.session(of: person)
        let expectedDenials = try await site.application.test(.router) { client -> Int in
            var expectedDenials = 0
            // First look, then touch: a contract that was given up has no slip to print.
            let routes = site.website.staffRoutes.sorted { $0.method == .get && $1.method != .get }
            for route in routes {
                for unit in ["KV1", "KV2"] {
                    let address = Self.filled(route, of: unit, in: site)
                    guard address.hasSubject || unit == "KV1" else { continue }
                    let response = try await site.send(route.method, address.text, session: session, over: client)
                    let name: Comment = "\(person.role) of \(person.unit): \(route.method) \(address.text)"
                    #expect(response.status.code < 500, name)
                    guard member.may(route.action) else {
                        expectedDenials += 1
                        #expect(response.status == .forbidden, name)
                        continue
                    }
                    let reaches = Self.reaches(member, route.action, unit)
                    if address.hasSubject, !reaches {
                        #expect([403, 404].contains(response.status.code) || Self.isRefusal(response, route), name)
                    } else if !address.isStray, route.method == .get {
                        #expect([200, 303].contains(response.status.code), name)
                    }
                }
            }
            return expectedDenials
        }
        #expect(try await site.denials() == expectedDenials, "every denial is in the audit log")
        for (unit, things) in site.things where !Self.reaches(member, .viewContracts, unit) {
            #expect(try await site.deeds(of: member, on: things).isEmpty, "what one does not reach is not touched")
        }
    }

    /// What the person may do to the unit's account manager's things.
    private static func reaches(_ member: StaffMember, _ action: Action, _ unit: String) -> Bool {
        let isOwn = member.roles == [.accountManager] && member.unit.code == unit
        return member.may(action, on: Belonging(unit: unit, people: isOwn ? [member.id] : []))
    }

    /// A form that was empty may be refused before anybody looks whose thing it is; it must not be taken.
    private static func isRefusal(_ response: TestResponse, _ route: StaffRoute) -> Bool {
        route.method == .post && (400..<500).contains(response.status.code)
    }

    @Test func `a person who is suspended or loses the right is out at the next click`() async throws {
        let site = try await StaffSite()
        let person = StaffSite.Person(role: .admin, unit: "CNTT")
        let session = try await site.session(of: person)
        let member = try #require(site.members[person])
        try await site.application.test(.router) { client in
            let before = try await site.send(.get, "/quan-ly/don-vi", session: session, over: client)
            #expect(before.status == .ok)
            try await site.database.write { connection in
                try connection.run("UPDATE staff_role SET role = 'agent' WHERE staff_id = \(member.id)")
            }
            let without = try await site.send(.get, "/quan-ly/don-vi", session: session, over: client)
            #expect(without.status == .forbidden)
            try await site.database.write { connection in
                try connection.run("UPDATE staff SET state = 'suspended' WHERE id = \(member.id)")
            }
            let after = try await site.send(.get, "/quan-ly", session: session, over: client)
            #expect(after.status == .seeOther)
        }
    }
}
