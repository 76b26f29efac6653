// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SignatureCheck} from "../libraries/SignatureCheck.sol";

/// @title A meta-transaction hub that behaves as LNet's PermissionedMetaTxHub does
/// @notice Written after the published behaviour of LACNetNetworks/deployContract-metaTx. Its limits on deployments over
/// time are left out: one deployment in a block, of bounded gas.
contract LacnetMetaTxHub {
    /// @dev The struct of the EIP-712 message of the same name.
    struct Forward {
        address from;
        address to;
        uint256 value;
        uint32 space;
        uint256 nonce;
        uint256 deadline;
        bytes32 dataHash;
        address caller;
    }

    struct Usage {
        uint128 blockNumber;
        uint128 gasUsed;
    }

    bytes32 private constant DOMAIN_TYPE_HASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant FORWARD_TYPE_HASH = keccak256(
        "Forward(address from,address to,uint256 value,uint32 space,uint256 nonce,uint256 deadline,bytes32 dataHash,address caller)"
    );
    uint256 private constant DEPLOY_GAS = 5_000_000;

    address private immutable _admin;
    bool private _appendsSender = true;
    uint256 private _lastDeployment;

    mapping(address account => bool) private _callers;
    mapping(address account => bool) private _deployers;
    mapping(address caller => uint256) private _quotas;
    mapping(address caller => Usage) private _usage;
    mapping(address from => mapping(uint32 space => mapping(uint256 word => uint256))) private _nonces;
    mapping(bytes32 digest => bool) private _digests;

    /// @notice A request was carried out.
    event Executed(
        address indexed from,
        address indexed to,
        uint32 indexed space,
        uint256 nonce,
        bytes32 dataHash,
        address caller,
        uint256 value
    );

    /// @notice A contract was created for whoever signed.
    event ContractDeployed(address indexed signer, address deployed, bytes32 dataHash);

    /// @notice An account may carry requests, with so much gas in each block (zero: any), and may or may not deploy.
    event AccountAllowed(address indexed account, bool isCaller, bool isDeployer, uint256 quota);

    /// @notice Whether targets get the signer's address behind their call data.
    event AppendSenderSet(bool appendsSender);

    error CallerNotAllowed();
    error UnexpectedCaller();
    error DeadlineExpired();
    error DataMismatch();
    error DigestUsed();
    error NonceUsed();
    error BadMsgValue();
    error BlockGasQuotaExceeded();
    error InvalidSignature();
    error DeployerNotAllowed();
    error DeployGasExceeded();
    error DeployPerBlockExceeded();
    error CreateFailed();
    error CallFailed(bytes reason);

    modifier onlyAdmin() {
        if (msg.sender != _admin) revert CallerNotAllowed();
        _;
    }

    constructor() {
        _admin = msg.sender;
    }

    /// @notice Sets what an account may do.
    function allow(address account, bool isCaller, bool isDeployer, uint256 quota) external onlyAdmin {
        (_callers[account], _deployers[account], _quotas[account]) = (isCaller, isDeployer, quota);
        emit AccountAllowed(account, isCaller, isDeployer, quota);
    }

    /// @notice Sets whether targets get the signer's address behind their call data (ERC-2771).
    function setAppendSender(bool appendsSender) external onlyAdmin {
        _appendsSender = appendsSender;
        emit AppendSenderSet(appendsSender);
    }

    /// @notice Carries a request out; `to` of zero creates a contract from `data`.
    function execute(Forward calldata request, bytes calldata data, bytes calldata signature)
        external
        payable
        returns (bytes memory output)
    {
        uint256 gasBefore = gasleft();
        _check(request, data, signature);
        if (request.to == address(0)) {
            address deployed = _deploy(request.from, data, gasBefore);
            output = abi.encode(deployed);
            emit ContractDeployed(request.from, deployed, request.dataHash);
        } else {
            bool isDone;
            bytes memory call = _appendsSender ? abi.encodePacked(data, request.from) : data;
            (isDone, output) = request.to.call{value: request.value}(call);
            if (!isDone) revert CallFailed(output);
        }
        emit Executed(
            request.from, request.to, request.space, request.nonce, request.dataHash, request.caller, request.value
        );
        _book(gasBefore - gasleft());
    }

    /// @notice Whether an account may carry requests.
    function isCallerAllowed(address caller) external view returns (bool) {
        return _callers[caller];
    }

    /// @notice Whether an account may deploy.
    function allowedDeployers(address account) external view returns (bool) {
        return _deployers[account];
    }

    /// @notice Whether a nonce was used.
    function isNonceUsed(address from, uint32 space, uint256 nonce) external view returns (bool) {
        return _nonces[from][space][nonce >> 8] & (1 << (nonce & 0xff)) != 0;
    }

    /// @notice Whether targets get the signer's address behind their call data.
    function erc2771AppendSender() external view returns (bool) {
        return _appendsSender;
    }

    function _check(Forward calldata request, bytes calldata data, bytes calldata signature) private {
        if (!_callers[msg.sender]) revert CallerNotAllowed();
        if (request.caller != msg.sender) revert UnexpectedCaller();
        if (block.timestamp > request.deadline) revert DeadlineExpired();
        if (msg.value != request.value) revert BadMsgValue();
        if (keccak256(data) != request.dataHash) revert DataMismatch();
        bytes32 digest = _digest(request);
        if (_digests[digest]) revert DigestUsed();
        uint256 bit = 1 << (request.nonce & 0xff);
        uint256 word = _nonces[request.from][request.space][request.nonce >> 8];
        if (word & bit != 0) revert NonceUsed();
        if (!SignatureCheck.isValid(request.from, digest, signature)) revert InvalidSignature();
        _digests[digest] = true;
        _nonces[request.from][request.space][request.nonce >> 8] = word | bit;
    }

    function _deploy(address from, bytes memory creation, uint256 gasBefore) private returns (address deployed) {
        if (!_deployers[from]) revert DeployerNotAllowed();
        if (_lastDeployment == block.number) revert DeployPerBlockExceeded();
        _lastDeployment = block.number;
        assembly ("memory-safe") {
            deployed := create(0, add(creation, 0x20), mload(creation))
        }
        if (deployed == address(0)) revert CreateFailed();
        if (gasBefore - gasleft() > DEPLOY_GAS) revert DeployGasExceeded();
    }

    function _book(uint256 gasUsed) private {
        uint256 quota = _quotas[msg.sender];
        if (quota == 0) return;
        uint256 total = gasUsed + (_usage[msg.sender].blockNumber == block.number ? _usage[msg.sender].gasUsed : 0);
        if (total > quota) revert BlockGasQuotaExceeded();
        _usage[msg.sender] = Usage(uint128(block.number), uint128(total));
    }

    function _digest(Forward calldata request) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                DOMAIN_TYPE_HASH,
                keccak256("PermissionedMetaTxHub"),
                keccak256("1"),
                block.chainid,
                address(this)
            )
        );
        return keccak256(abi.encodePacked("\x19\x01", domain, keccak256(abi.encode(FORWARD_TYPE_HASH, request))));
    }
}
