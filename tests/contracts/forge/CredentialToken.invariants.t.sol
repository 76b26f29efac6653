// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AnchorRegistry} from "@anchor/AnchorRegistry.sol";
import {CredentialToken} from "@anchor/CredentialToken.sol";
import {CredentialTokenFactory} from "@anchor/CredentialTokenFactory.sol";
import {ICredentialToken} from "@anchor/interfaces/ICredentialToken.sol";
import {vm} from "./Vm.sol";

/// @notice Four accounts do whatever they like with four leaves in two batches; account 0 is the collection's issuer.
/// The ghost keeps what must be true from then on.
contract TokenActors {
    uint256 public constant ACCOUNTS = 4;
    uint256 public constant LEAVES = 4;
    uint256 public constant BATCHES = 2;

    struct Ghost {
        address holder;
        uint256 batch;
        uint32 nonce;
    }

    AnchorRegistry public immutable registry;
    CredentialToken public immutable collection;
    address public immutable issuer;

    mapping(uint256 leaf => Ghost) private _ghosts;
    mapping(uint256 by => mapping(uint256 batch => bool)) private _isAnchored;
    mapping(uint256 batch => bool) private _isRootRevoked;
    mapping(uint256 batch => mapping(uint256 leaf => bool)) private _isRevoked;
    mapping(uint256 who => uint8) private _roles;

    constructor() {
        registry = new AnchorRegistry();
        issuer = account(0);
        collection = CredentialToken(
            new CredentialTokenFactory().create(address(registry), issuer, "Degrees", "DEG", "https://example.org/")
        );
    }

    function ghostOf(uint256 leaf) external view returns (Ghost memory) {
        return _ghosts[leaf];
    }

    function keyOf(uint256 i) public pure returns (uint256) {
        return 0xa11ce + i % ACCOUNTS;
    }

    function account(uint256 i) public pure returns (address) {
        return vm.addr(keyOf(i));
    }

    function leafAt(uint256 i) public pure returns (bytes32) {
        return keccak256(abi.encode("leaf", i % LEAVES));
    }

    function tokenAt(uint256 i) public view returns (uint256) {
        return uint256(keccak256(abi.encode(issuer, leafAt(i))));
    }

    /// @notice The trees: ((0 1) (2 3)) and, with two more leaves in front, ((x y) (0 1)) (2 3).
    function rootAt(uint256 batch) public pure returns (bytes32) {
        (bytes32 first, bytes32 second) = (_node(leafAt(0), leafAt(1)), _node(leafAt(2), leafAt(3)));
        if (batch % BATCHES == 0) return sha256(abi.encodePacked(uint256(4), _node(first, second)));
        return sha256(abi.encodePacked(uint256(6), _node(_node(_front(), first), second)));
    }

    function isActive(uint256 batch, uint256 leaf) public view returns (bool) {
        batch %= BATCHES;
        return _isAnchored[0][batch] && !_isRootRevoked[batch] && !_isRevoked[batch][leaf % LEAVES];
    }

    function anchor(uint256 sender, uint256 batch) external {
        (sender, batch) = (sender % ACCOUNTS, batch % BATCHES);
        bool isNew = !_isAnchored[sender][batch];
        _try(account(sender), address(registry), abi.encodeCall(registry.anchor, (rootAt(batch))), isNew);
        _isAnchored[sender][batch] = true;
    }

    function revoke(uint256 batch, uint256 leaf) external {
        (batch, leaf) = (batch % BATCHES, leaf % LEAVES);
        bytes memory data = abi.encodeCall(registry.revoke, (rootAt(batch), _indexOf(batch, leaf)));
        if (_try(issuer, address(registry), data, _isAnchored[0][batch])) _isRevoked[batch][leaf] = true;
    }

    /// @dev Rarely, or little would be minted.
    function revokeRoot(uint256 batch, uint8 chance) external {
        batch %= BATCHES;
        if (chance > 32 || !_isAnchored[0][batch] || _isRootRevoked[batch]) return;
        _try(issuer, address(registry), abi.encodeCall(registry.revokeRoot, (issuer, rootAt(batch))), true);
        _isRootRevoked[batch] = true;
    }

    function setOperator(uint256 who, uint8 roles) external {
        who = 1 + who % (ACCOUNTS - 1);
        _roles[who] = roles % 16;
        _try(issuer, address(registry), abi.encodeCall(registry.setOperator, (account(who), roles % 16)), true);
    }

    function passTime(uint16 secondsPassed) external {
        vm.warp(block.timestamp + secondsPassed);
    }

    function mint(uint256 sender, uint256 signer, uint256 to, uint256 batch, uint256 leaf, uint8 how) external {
        (ICredentialToken.MintRequest memory request, bool mayMint) = _request(signer, to, batch, leaf, how);
        bytes memory data =
            abi.encodeCall(collection.mint, (request.voucher, request.path, request.signer, request.signature));
        if (_try(account(sender), address(collection), data, mayMint)) _minted(to, batch, leaf);
    }

    function mintMany(uint256 sender, uint256 signer, uint256 to, uint256 batch, uint256 leaf, uint8 how) external {
        ICredentialToken.MintRequest[] memory requests = new ICredentialToken.MintRequest[](3);
        bool[] memory mayMint = new bool[](3);
        for (uint256 i = 0; i < 3; ++i) {
            (requests[i], mayMint[i]) = _request(signer, to, batch, leaf % LEAVES + i, how);
        }
        _try(account(sender), address(collection), abi.encodeCall(collection.mintMany, (requests)), true);
        for (uint256 i = 0; i < 3; ++i) {
            if (mayMint[i]) _minted(to, batch, leaf % LEAVES + i);
        }
    }

    function burn(uint256 sender, uint256 leaf) external {
        Ghost storage ghost = _ghosts[leaf % LEAVES];
        bool mayBurn = ghost.holder == account(sender);
        bytes memory data = abi.encodeCall(collection.burn, (tokenAt(leaf)));
        if (_try(account(sender), address(collection), data, mayBurn)) _moved(ghost, address(0));
    }

    function burnBySig(uint256 sender, uint256 signer, uint256 leaf, bool isStale) external {
        Ghost storage ghost = _ghosts[leaf % LEAVES];
        uint32 nonce = isStale ? ghost.nonce - (ghost.nonce == 0 ? 0 : 1) : ghost.nonce;
        bool mayBurn = ghost.holder != address(0) && nonce == ghost.nonce
            && (ghost.holder == account(signer) || _holds(signer, 8));
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Burn(uint256 tokenId,uint32 nonce,uint256 deadline)"), tokenAt(leaf), nonce, block.timestamp
            )
        );
        bytes memory data = abi.encodeCall(
            collection.burnBySig, (tokenAt(leaf), block.timestamp, account(signer), _sign(signer, structHash))
        );
        if (_try(account(sender), address(collection), data, mayBurn)) _moved(ghost, address(0));
    }

    function reissue(uint256 sender, uint256 signer, uint256 to, uint256 leaf) external {
        Ghost storage ghost = _ghosts[leaf % LEAVES];
        bool mayReissue = ghost.holder != address(0) && ghost.holder != account(to) && _holds(signer, 8);
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Reissue(uint256 tokenId,address to,uint32 nonce,uint256 deadline)"),
                tokenAt(leaf),
                account(to),
                ghost.nonce,
                block.timestamp
            )
        );
        bytes memory data = abi.encodeCall(
            collection.reissue,
            (tokenAt(leaf), account(to), block.timestamp, account(signer), _sign(signer, structHash))
        );
        if (_try(account(sender), address(collection), data, mayReissue)) _moved(ghost, account(to));
    }

    function transfer(uint256 sender, uint256 from, uint256 to, uint256 leaf, uint8 way) external {
        (address a, address b) = (account(from), account(to));
        bytes memory data = abi.encodeCall(collection.transferFrom, (a, b, tokenAt(leaf)));
        if (way % 4 == 1) {
            data = abi.encodeWithSignature("safeTransferFrom(address,address,uint256)", a, b, tokenAt(leaf));
        }
        if (way % 4 == 2) data = abi.encodeCall(collection.approve, (b, tokenAt(leaf)));
        if (way % 4 == 3) data = abi.encodeCall(collection.setApprovalForAll, (b, true));
        _try(account(sender), address(collection), data, false);
    }

    function _request(uint256 signer, uint256 to, uint256 batch, uint256 leaf, uint8 how)
        private
        view
        returns (ICredentialToken.MintRequest memory request, bool mayMint)
    {
        Ghost storage ghost = _ghosts[leaf % LEAVES];
        // One time in four each: a nonce that is not due, a leaf of the batch at its neighbour's index, neither.
        uint32 nonce = how % 4 == 1 ? ghost.nonce + 1 : ghost.nonce;
        uint256 place = how % 4 == 2 ? leaf ^ 1 : leaf;
        request.voucher = ICredentialToken.Voucher({
            issuer: issuer,
            root: rootAt(batch),
            size: batch % BATCHES == 0 ? 4 : 6,
            index: _indexOf(batch, place),
            leaf: leafAt(leaf),
            to: account(to),
            deadline: uint64(block.timestamp),
            nonce: nonce
        });
        request.path = _pathOf(batch, place);
        request.signer = account(signer);
        ICredentialToken.Voucher memory v = request.voucher;
        request.signature = _sign(
            signer,
            keccak256(
                abi.encode(
                    keccak256(
                        "Mint(address issuer,bytes32 root,uint64 size,uint64 index,bytes32 leaf,address to,uint64 deadline,uint32 nonce)"
                    ),
                    v
                )
            )
        );
        mayMint =
            how % 4 != 1 && how % 4 != 2 && ghost.holder == address(0) && _holds(signer, 4) && isActive(batch, leaf);
    }

    function _minted(uint256 to, uint256 batch, uint256 leaf) private {
        Ghost storage ghost = _ghosts[leaf % LEAVES];
        (ghost.holder, ghost.batch) = (account(to), batch % BATCHES);
    }

    function _moved(Ghost storage ghost, address to) private {
        ghost.holder = to;
        ++ghost.nonce;
    }

    function _holds(uint256 who, uint8 role) private view returns (bool) {
        return who % ACCOUNTS == 0 || _roles[who % ACCOUNTS] & role != 0;
    }

    function _indexOf(uint256 batch, uint256 leaf) private pure returns (uint64) {
        return uint64(leaf % LEAVES + (batch % BATCHES == 0 ? 0 : 2));
    }

    function _pathOf(uint256 batch, uint256 leaf) private pure returns (bytes32[] memory path) {
        leaf %= LEAVES;
        bytes32 sibling = leafAt(leaf ^ 1);
        (bytes32 first, bytes32 second) = (_node(leafAt(0), leafAt(1)), _node(leafAt(2), leafAt(3)));
        bool isLong = batch % BATCHES == 1 && leaf < 2;
        path = new bytes32[](isLong ? 3 : 2);
        path[0] = sibling;
        if (batch % BATCHES == 0) path[1] = leaf < 2 ? second : first;
        else if (isLong) (path[1], path[2]) = (_front(), second);
        else path[1] = _node(_front(), first);
    }

    function _front() private pure returns (bytes32) {
        return keccak256("two leaves in front");
    }

    function _node(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return sha256(abi.encodePacked(left, right));
    }

    function _sign(uint256 signer, bytes32 structHash) private view returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("AnchorCredentialToken"),
                keccak256("1"),
                block.chainid,
                address(collection)
            )
        );
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(keyOf(signer), keccak256(abi.encodePacked(hex"1901", domain, structHash)));
        return abi.encodePacked(r, s, v);
    }

    /// @dev Makes a call; it must succeed exactly when the rules say so.
    function _try(address sender, address to, bytes memory data, bool isAllowed) private returns (bool isAccepted) {
        vm.prank(sender);
        (isAccepted,) = to.call(data);
        require(isAccepted == isAllowed, isAllowed ? "an allowed call was refused" : "a forbidden call was accepted");
    }
}

/// @notice What stays true of CredentialToken whatever its users do.
contract CredentialTokenInvariants {
    TokenActors private _actors;
    CredentialToken private _collection;
    mapping(uint256 leaf => uint32) private _lastNonces;

    function setUp() public {
        vm.warp(1_700_000_000);
        _actors = new TokenActors();
        _collection = _actors.collection();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_actors);
    }

    function invariant_A_token_has_one_holder_and_balances_add_up() public view {
        uint256 existing = 0;
        uint256 held = 0;
        for (uint256 i = 0; i < _actors.LEAVES(); ++i) {
            address holder = _actors.ghostOf(i).holder;
            if (holder == address(0)) {
                try _collection.ownerOf(_actors.tokenAt(i)) {
                    assert(false);
                } catch {}
            } else {
                assert(_collection.ownerOf(_actors.tokenAt(i)) == holder);
                ++existing;
            }
        }
        for (uint256 i = 0; i < _actors.ACCOUNTS(); ++i) {
            held += _collection.balanceOf(_actors.account(i));
            assert(!_collection.isApprovedForAll(_actors.account(i), _actors.account(i + 1)));
        }
        assert(held == existing);
    }

    function invariant_A_token_is_as_valid_as_its_credential_and_its_nonce_never_falls() public {
        for (uint256 i = 0; i < _actors.LEAVES(); ++i) {
            TokenActors.Ghost memory ghost = _actors.ghostOf(i);
            uint256 tokenId = _actors.tokenAt(i);
            uint32 nonce = _collection.nonceOf(tokenId);
            assert(nonce == ghost.nonce && nonce >= _lastNonces[i]);
            _lastNonces[i] = nonce;

            bool exists = ghost.holder != address(0);
            assert(_collection.isValid(tokenId) == (exists && _actors.isActive(ghost.batch, i)));
            if (!exists) continue;
            (address issuer, bytes32 root, uint64 index) = _collection.credentialOf(tokenId);
            assert(issuer == _actors.issuer() && root == _actors.rootAt(ghost.batch));
            assert(index == i + (ghost.batch == 0 ? 0 : 2));
            assert(_collection.locked(tokenId));
        }
    }
}
