/// Days, import of VNPAY's files, exceptions: empty until the business of reconciliation is here. Every call goes into
/// this list; the router and the document follow.
let reconciliationEndpoints: [Endpoint] = []
