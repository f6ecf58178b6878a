extension Paths {
    package static let developerProjects = Path("/developer/projects")
    package static let developerProject = Path1("/developer/projects/{id}")
    package static let developerUnits = Path1("/developer/projects/{id}/units")
    package static let developerTemplate = Path1("/developer/projects/{id}/units.csv")
    package static let developerPledge = Path1("/developer/projects/{id}/pledge")
    package static let developerPledgeFile = Path1("/developer/projects/{id}/pledge/file")
    package static let developerRenewal = Path1("/developer/projects/{id}/pledge/renew")
    package static let developerWithdrawal = Path1("/developer/projects/{id}/pledge/withdraw")
    package static let officePledge = Path1("/office/projects/{id}/pledge")
    package static let projectPledge = Path1("/projects/{id}/pledge")
    package static let developerReport = Path2("/developer/projects/{id}/reports/{building}")
    package static let officeReport = Path2("/office/projects/{id}/reports/{building}")
}
