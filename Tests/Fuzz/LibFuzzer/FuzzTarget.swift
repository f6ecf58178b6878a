import Foundation
import FuzzProperties

/// Which parser is fed: the name in DENGBU_FUZZ.
private let parser: HostileInput = {
    guard let name = ProcessInfo.processInfo.environment["DENGBU_FUZZ"], let parser = HostileInput(rawValue: name) else {
        fatalError("DENGBU_FUZZ names one of \(HostileInput.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return parser
}()

/// What libFuzzer calls with each input. A property that doesn't hold is a crash, so that the input is kept and made small.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    if let failure = parser.failure(on: Array(UnsafeBufferPointer(start: start, count: count))) { fatalError(failure) }
    return 0
}
