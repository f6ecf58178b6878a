extension Paths {
    package static let institution = Path("/institution")
    package static let institutionMortgages = Path("/institution/mortgages")
    package static let callbacks = Path("/institution/callbacks")
    package static let callback = Path1("/institution/callbacks/{id}")
    package static let callbackProof = Path1("/institution/callbacks/{id}/prove")
    package static let callbackEnd = Path1("/institution/callbacks/{id}/off")
    package static let callbackRemoval = Path1("/institution/callbacks/{id}/remove")
    package static let callbackReplay = Path1("/institution/callbacks/{id}/replay")
}

extension Paths {
    package static let batches = Path("/institution/batches")
    package static let newBatch = Path("/institution/new-batch")
    package static let batchTemplate = Path("/institution/new-batch.csv")
    package static let batch = Path1("/institution/batches/{id}")
    package static let batchResults = Path1("/institution/batches/{id}/results.csv")
}
