/// What a password must be. GB/T 22239-2019 asks for complexity; length does most of the work.
package enum PasswordRule {
    package static let length = 10...128

    /// - Throws: ``IdentityError/weakPassword(_:)`` with everything that is wrong at once.
    package static func check(_ password: String, userName: String) throws(IdentityError) {
        var faults: [PasswordFault] = []
        if password.count < length.lowerBound { faults.append(.tooShort) }
        if password.utf8.count > length.upperBound { faults.append(.tooLong) }
        if classes(password) < 3 { faults.append(.tooPlain) }
        if !userName.isEmpty, password.lowercased().contains(userName.lowercased()) { faults.append(.containsUserName) }
        if Set(password).count < 5 { faults.append(.repetitive) }
        if password.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) { faults.append(.controlCharacter) }
        if !faults.isEmpty { throw .weakPassword(faults) }
    }

    private static func classes(_ password: String) -> Int {
        var lower = 0
        var upper = 0
        var digit = 0
        var other = 0
        for scalar in password.unicodeScalars {
            switch scalar.value {
            case 0x61...0x7A: lower = 1
            case 0x41...0x5A: upper = 1
            case 0x30...0x39: digit = 1
            default: other = 1
            }
        }
        return lower + upper + digit + other
    }
}

package enum PasswordFault: Hashable, Sendable {
    case tooShort, tooLong, tooPlain, containsUserName, repetitive, controlCharacter, unchanged

    package var message: String {
        switch self {
        case .tooShort: "至少\(PasswordRule.length.lowerBound)个字符"
        case .tooLong: "不超过\(PasswordRule.length.upperBound)字节"
        case .tooPlain: "应包含大写字母、小写字母、数字、其他字符中的至少三类"
        case .containsUserName: "不能包含用户名"
        case .repetitive: "重复字符过多"
        case .controlCharacter: "不能包含控制字符"
        case .unchanged: "不能与当前密码相同"
        }
    }
}
