import Contracts
import Customers
import Kernel
import Organisation
import Sales
import Storage
import TestKit
import Testing

@Suite struct HandOverTests {
    @Test(arguments: TestEngine.available)
    func `a customer goes to a colleague with every contract, and only then is it the colleague's`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        let customer = try #require(contract.customer)
        let second = try await house.addCustomer(2)
        let give = HandOver(database: house.database, world: house.world)
        let colleague = try house.member(.otherManager)
        #expect(!colleague.may(.declareContracts, on: contract.belonging))

        let outcome = try await give(customer, .customer, to: colleague.id, by: try house.member(.approver))
        #expect(outcome == .done(customers: 1))
        let moved = try await house.contract(contract.id)
        #expect(moved.declaration?.accountManager == colleague.id)
        #expect(colleague.may(.declareContracts, on: moved.belonging))
        let kept = try await house.database.read { try CustomerProfile.find(second, on: $0) }
        #expect(kept?.accountManager == (try house.id(.manager)))
        let told = try await house.database.read { try InboxItem.all(of: colleague.id, limit: 10, on: $0) }
        #expect(told.map(\.kind) == [.customerHandedOver])
    }

    @Test(arguments: TestEngine.available)
    func `whoever leaves hands everything over at once`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let customers = [try await house.addCustomer(1), try await house.addCustomer(2)]
        let give = HandOver(database: house.database, world: house.world)
        let colleague = try house.id(.otherManager)
        let outcome = try await give(customers[0], .everything, to: colleague, by: try house.member(.admin))
        #expect(outcome == .done(customers: 2))
        for customer in customers {
            let profile = try await house.database.read { try CustomerProfile.find(customer, on: $0) }
            #expect(profile?.accountManager == colleague)
        }
    }

    @Test(arguments: TestEngine.available)
    func `nobody else's unit, nobody who does not sell, and nobody without the right`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let customer = try await house.addCustomer()
        let give = HandOver(database: house.database, world: house.world)
        let other = try house.id(.otherManager)
        for (to, by, expected) in [
            (other, House.Person.manager, HandOver.Outcome.notAllowed), (other, .approverTwo, .notAllowed),
            (try house.id(.managerTwo), .approver, .unsuitablePerson),
            (try house.id(.officer), .approver, .unsuitablePerson),
            (try house.id(.manager), .approver, .unsuitablePerson),
        ] {
            #expect(try await give(customer, .customer, to: to, by: try house.member(by)) == expected)
        }
    }
}
