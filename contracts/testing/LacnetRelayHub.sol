// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {RlpList} from "./RlpList.sol";

/// @title A relay hub that behaves as LACNet's does
/// @notice Written after the published behaviour of LACNetNetworks/gas-management: what it checks and in which order, what
/// it counts and emits. It never reverts for a refusal. How quotas are computed is left out: each node has a fixed one.
contract LacnetRelayHub {
    enum ErrorCode {
        MaxBlockGasLimit,
        BadOriginalSender,
        BadNonce,
        NotEnoughGas,
        IsNotContract,
        EmptyCode,
        InvalidSignature,
        InvalidDestination,
        OK
    }

    struct UserTransaction {
        address from;
        uint256 gasLimit;
        address to;
        bytes data;
    }

    struct Usage {
        uint128 blockNumber;
        uint128 gasUsed;
    }

    uint256 private constant CALL_RESERVE = 35_000;
    uint256 private constant CREATE_RESERVE = 70_000;
    uint256 private constant SUFFIX_GAS = 600;
    uint256 private constant BOOKING_GAS = 6_494;
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    uint256 private constant NONCE_FIELD = 0;
    uint256 private constant GAS_FIELD = 2;
    uint256 private constant TO_FIELD = 3;
    uint256 private constant DATA_FIELD = 5;

    address private immutable _admin;
    address private immutable _accountIngress;
    uint256 private _maxGasBlockLimit;
    address private _msgSender;
    bool private _isRelaying;

    mapping(address node => mapping(address user => uint256)) private _nonces;
    mapping(address node => uint256) private _quotas;
    mapping(address node => Usage) private _usage;

    /// @notice A transaction passed all checks and its nonce is counted.
    event Relayed(address indexed sender, address indexed from);

    /// @notice A transaction was refused.
    event BadTransactionSent(address node, address originalSender, ErrorCode errorCode);

    /// @notice A call was made; whether it reverted is in `executed`.
    event TransactionRelayed(address indexed relay, address indexed from, address indexed to, bool executed, bytes output);

    /// @notice A contract was created; a constructor that reverts leaves no event.
    event ContractDeployed(address indexed relay, address indexed from, address contractDeployed);

    /// @notice What a transaction took from its node's gas.
    event GasUsedByTransaction(address node, uint256 blockNumber, uint256 gasUsed, uint256 gasLimit, uint256 gasUsedLastBlocks);

    /// @notice A node may use so much gas in each block.
    event NodeAdded(address indexed node, uint256 quota);

    /// @notice One transaction may ask at most so much.
    event MaxGasBlockLimitSet(uint256 gasLimit);

    error LacnetRelayHubNotAdmin(address account);
    error LacnetRelayHubReentered();

    modifier onlyAdmin() {
        if (msg.sender != _admin) revert LacnetRelayHubNotAdmin(msg.sender);
        _;
    }

    modifier notReentered() {
        if (_isRelaying) revert LacnetRelayHubReentered();
        _isRelaying = true;
        _;
        _isRelaying = false;
    }

    constructor(uint256 maxGasBlockLimit, address accountIngress) {
        _admin = msg.sender;
        _accountIngress = accountIngress;
        _maxGasBlockLimit = maxGasBlockLimit;
        emit MaxGasBlockLimitSet(maxGasBlockLimit);
    }

    /// @notice Lets a node relay, or changes its gas per block; zero takes it away.
    function addNode(address node, uint256 quota) external onlyAdmin {
        _quotas[node] = quota;
        emit NodeAdded(node, quota);
    }

    /// @notice Changes what one transaction may ask.
    function setMaxGasBlockLimit(uint256 gasLimit) external onlyAdmin {
        _maxGasBlockLimit = gasLimit;
        emit MaxGasBlockLimitSet(gasLimit);
    }

    /// @notice Relays a call whose signing data a user signed; the sender is the node.
    function relayMetaTx(uint256 gasLimit, bytes calldata signingData, uint8 v, bytes32 r, bytes32 s)
        external
        notReentered
        returns (ErrorCode)
    {
        (ErrorCode code, UserTransaction memory user) = _accept(signingData, v, r, s, false);
        if (code != ErrorCode.OK) {
            // Where the node's gas is used up, the refusal is not told at all.
            if (!_book(gasLimit)) return ErrorCode.NotEnoughGas;
            emit BadTransactionSent(msg.sender, user.from, code);
            return code;
        }
        if (user.to.code.length == 0) {
            emit BadTransactionSent(msg.sender, user.from, ErrorCode.IsNotContract);
        } else {
            _msgSender = user.from;
            if (gasleft() <= user.gasLimit + CALL_RESERVE) {
                emit BadTransactionSent(msg.sender, user.from, ErrorCode.NotEnoughGas);
                _book(gasLimit);
                return ErrorCode.NotEnoughGas;
            }
            (bool executed, bytes memory output) = user.to.call{gas: user.gasLimit + SUFFIX_GAS}(user.data);
            emit TransactionRelayed(msg.sender, user.from, user.to, executed, output);
        }
        return _book(gasLimit) ? ErrorCode.OK : ErrorCode.NotEnoughGas;
    }

    /// @notice Creates a contract whose signing data a user signed; its constructor sees the hub as sender.
    function deployMetaTx(uint256 gasLimit, bytes calldata signingData, uint8 v, bytes32 r, bytes32 s)
        external
        notReentered
        returns (ErrorCode, address)
    {
        (ErrorCode code, UserTransaction memory user) = _accept(signingData, v, r, s, true);
        address deployed;
        if (code == ErrorCode.OK && user.data.length == 0) code = ErrorCode.EmptyCode;
        if (code == ErrorCode.OK && gasleft() <= user.gasLimit + CREATE_RESERVE) code = ErrorCode.NotEnoughGas;
        if (code == ErrorCode.OK) {
            _msgSender = user.from;
            deployed = _create(user.data);
            if (deployed.code.length != 0) emit ContractDeployed(msg.sender, user.from, deployed);
        } else {
            emit BadTransactionSent(msg.sender, user.from, code);
        }
        return _book(gasLimit) ? (code, deployed) : (ErrorCode.NotEnoughGas, address(0));
    }

    /// @notice The user's next nonce with the node that asks.
    function getNonce(address user) external view returns (uint256) {
        return _nonces[msg.sender][user];
    }

    /// @notice The user of the transaction relayed last.
    function getMsgSender() external view returns (address) {
        return _msgSender;
    }

    /// @notice The gas that the asking node has in each block.
    function getGasLimit() external view returns (uint256) {
        return _quotas[msg.sender];
    }

    /// @notice The gas that a node has left in this block.
    function getNodeGasLimit(address node) external view returns (uint256) {
        uint256 used = _usedNow(node);
        return used < _quotas[node] ? _quotas[node] - used : 0;
    }

    /// @notice What one transaction may ask.
    function getMaxGasBlockLimit() external view returns (uint256) {
        return _maxGasBlockLimit;
    }

    function _accept(bytes calldata signingData, uint8 v, bytes32 r, bytes32 s, bool isDeployment)
        private
        returns (ErrorCode, UserTransaction memory user)
    {
        if ((v != 27 && v != 28) || uint256(s) > HALF_ORDER) return (ErrorCode.InvalidSignature, user);
        user.from = ecrecover(keccak256(signingData), v, r, s);
        if (user.from == address(0)) return (ErrorCode.InvalidSignature, user);

        bytes[] memory fields = RlpList.read(signingData);
        user.gasLimit = RlpList.toUint(fields[GAS_FIELD]);
        user.to = isDeployment ? address(0) : RlpList.toAddress(fields[TO_FIELD]);
        user.data = fields[DATA_FIELD];

        if (RlpList.toUint(fields[NONCE_FIELD]) != _nonces[msg.sender][user.from]) return (ErrorCode.BadNonce, user);
        if (user.to == _accountIngress) return (ErrorCode.InvalidDestination, user);
        if (user.gasLimit > _maxGasBlockLimit) return (ErrorCode.MaxBlockGasLimit, user);
        if (_usedNow(msg.sender) + user.gasLimit > _quotas[msg.sender]) return (ErrorCode.NotEnoughGas, user);

        emit Relayed(user.from, msg.sender);
        ++_nonces[msg.sender][user.from];
        return (ErrorCode.OK, user);
    }

    /// @dev False when the node has no gas left in this block.
    function _book(uint256 gasLimit) private returns (bool) {
        uint256 gasUsed = gasLimit > gasleft() ? gasLimit - gasleft() + BOOKING_GAS : BOOKING_GAS;
        uint256 total = _usedNow(msg.sender) + gasUsed;
        _usage[msg.sender] = Usage(uint128(block.number), uint128(total));
        uint256 rest = total < _quotas[msg.sender] ? _quotas[msg.sender] - total : 0;
        emit GasUsedByTransaction(msg.sender, block.number, gasUsed, rest, total);
        return rest != 0;
    }

    function _usedNow(address node) private view returns (uint256) {
        return _usage[node].blockNumber == block.number ? _usage[node].gasUsed : 0;
    }

    function _create(bytes memory creation) private returns (address deployed) {
        assembly ("memory-safe") {
            deployed := create(0, add(creation, 0x20), mload(creation))
        }
    }
}
