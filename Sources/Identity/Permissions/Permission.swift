/// What somebody may do. Every route names one; ``PermissionTable`` says who has it.
package enum Permission: String, Hashable, Sendable, CaseIterable {
    // Everybody
    case viewPublicPages
    case checkCertificate
    case signIn
    case viewHealth

    // For oneself
    case signOut
    case applyAsCitizen
    case viewOwnProperty
    case viewOwnCases
    case viewOwnLooks
    case payOwnFee
    case downloadOwnCertificate

    // For one's organisation
    case applyAsDeveloper
    case manageOwnProjects
    case importUnits
    case applyAsBank
    case keepMoney
    case useInstitutionDesk
    case manageCallbacks
    case orderAsCourt

    // In the registry
    case viewWorkQueue
    case viewCase
    case acceptAtCounter
    case decideCase
    case returnCase
    case suspendCase
    case reassignCase
    case clearMoney
    case manageListing
    case enterRegister
    case searchRegister
    case viewFolio
    case viewStatistics

    // The three administrators
    case manageAccounts
    case manageOrganisations
    case manageSessions
    case viewSystem
    case exportAudit
    case runVerification
    case manageSettings
    case viewMetrics
    case viewAudit
    case changeOwnPassword

    // Machines
    case receiveExchange

    package var chinese: String {
        switch self {
        case .viewPublicPages: "浏览公开页面"
        case .checkCertificate: "查验证书"
        case .signIn: "登录"
        case .viewHealth: "查询运行状态"
        case .signOut: "退出登录"
        case .applyAsCitizen: "申请登记"
        case .viewOwnProperty: "查询本人不动产"
        case .viewOwnCases: "查询本人办件"
        case .viewOwnLooks: "查询谁看过我的信息"
        case .payOwnFee: "缴纳登记费"
        case .downloadOwnCertificate: "下载本人证书"
        case .applyAsDeveloper: "开发企业申请登记"
        case .manageOwnProjects: "管理本企业项目"
        case .importUnits: "导入楼盘单元"
        case .applyAsBank: "金融机构批量申请登记"
        case .keepMoney: "监管机构发起多方办理"
        case .useInstitutionDesk: "使用机构工作台"
        case .manageCallbacks: "管理状态回调"
        case .orderAsCourt: "人民法院送达协助执行文书"
        case .viewWorkQueue: "查看待办"
        case .viewCase: "查看办件"
        case .acceptAtCounter: "窗口受理"
        case .decideCase: "审核决定"
        case .returnCase: "一次性告知补正"
        case .suspendCase: "中止与恢复"
        case .reassignCase: "收回他人领取的办件"
        case .clearMoney: "核对监管资金、恢复和改付"
        case .manageListing: "暂停与恢复项目自行办理"
        case .enterRegister: "登簿"
        case .searchRegister: "查询登记簿"
        case .viewFolio: "查看登记簿页"
        case .viewStatistics: "查看统计"
        case .manageAccounts: "管理账号"
        case .manageOrganisations: "授予和撤销单位身份"
        case .manageSessions: "管理会话"
        case .viewSystem: "查看系统状态、服务目录和设置"
        case .exportAudit: "导出审计记录"
        case .runVerification: "校验登记簿"
        case .manageSettings: "管理系统设置"
        case .viewMetrics: "查看运行指标"
        case .viewAudit: "查看审计记录"
        case .changeOwnPassword: "修改本人密码"
        case .receiveExchange: "接收部门消息"
        }
    }
}
