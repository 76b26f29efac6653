// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {AnchorRegistry} from "@anchor/AnchorRegistry.sol";
import {CredentialToken} from "@anchor/CredentialToken.sol";
import {CredentialTokenFactory} from "@anchor/CredentialTokenFactory.sol";
import {ICredentialToken} from "@anchor/interfaces/ICredentialToken.sol";
import {ICredentialTokenFactory} from "@anchor/interfaces/ICredentialTokenFactory.sol";
import {vm} from "./Vm.sol";

/// @notice Properties of CredentialToken and its factory for any issuer, credential, key and position.
contract CredentialTokenTest {
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    uint256 private constant ISSUER_KEY = 0xa11ce;
    bytes32 private constant MINT_TYPE_HASH = keccak256(
        "Mint(address issuer,bytes32 root,uint64 size,uint64 index,bytes32 leaf,address to,uint64 deadline,uint32 nonce)"
    );

    AnchorRegistry private _registry;
    CredentialTokenFactory private _factory;
    CredentialToken private _collection;
    address private _issuer;

    function setUp() public {
        vm.warp(1_700_000_000);
        _issuer = vm.addr(ISSUER_KEY);
        _registry = new AnchorRegistry();
        _factory = new CredentialTokenFactory();
        _collection = CredentialToken(_factory.create(address(_registry), _issuer, "Degrees", "DEG", "https://x/"));
    }

    function testFuzz_A_path_mints_its_leaf_once(uint64 size, uint64 index, bytes32 leaf, address to) public {
        vm.assume(to != address(0));
        (ICredentialToken.Voucher memory voucher, bytes32[] memory path) = _anchored(size, index, leaf, to);
        bytes memory sig = _sign(ISSUER_KEY, voucher);
        uint256 tokenId = _collection.mint(voucher, path, _issuer, sig);
        assert(tokenId == uint256(keccak256(abi.encode(_issuer, leaf))) && tokenId == _collection.tokenIdOf(leaf));
        assert(_collection.ownerOf(tokenId) == to && _collection.balanceOf(to) == 1);
        assert(_collection.isValid(tokenId) && _collection.locked(tokenId));
        (address issuer, bytes32 root, uint64 at) = _collection.credentialOf(tokenId);
        assert(issuer == _issuer && root == voucher.root && at == voucher.index);
        _expect(abi.encodeWithSelector(ICredentialToken.CredentialTokenAlreadyMinted.selector, tokenId, to));
        _collection.mint(voucher, path, _issuer, sig);
    }

    function testFuzz_Flipping_any_one_bit_of_the_path_refuses_the_mint(
        uint64 size,
        uint64 index,
        bytes32 leaf,
        uint256 bit
    ) public {
        (ICredentialToken.Voucher memory voucher, bytes32[] memory path) = _anchored(size, index, leaf, address(1));
        vm.assume(path.length != 0);
        path[(bit >> 8) % path.length] ^= bytes32(1 << (bit & 0xff));
        bytes memory sig = _sign(ISSUER_KEY, voucher);
        _expect(abi.encodeWithSelector(ICredentialToken.CredentialTokenInvalidProof.selector));
        _collection.mint(voucher, path, _issuer, sig);
    }

    function testFuzz_A_path_mints_no_other_position_size_or_leaf(
        uint64 size,
        uint64 index,
        bytes32 leaf,
        uint64 other,
        uint8 which
    ) public {
        (ICredentialToken.Voucher memory voucher, bytes32[] memory path) = _anchored(size, index, leaf, address(1));
        vm.assume(other != 0);
        if (which % 3 == 0) voucher.index ^= other;
        if (which % 3 == 1) voucher.size ^= other;
        if (which % 3 == 2) voucher.leaf ^= bytes32(uint256(other));
        bytes memory sig = _sign(ISSUER_KEY, voucher);
        _expect(abi.encodeWithSelector(ICredentialToken.CredentialTokenInvalidProof.selector));
        _collection.mint(voucher, path, _issuer, sig);
    }

    function testFuzz_Only_the_signer_of_these_values_mints(uint256 strange, bytes32 leaf, uint256 bit) public {
        strange = strange % (ORDER - 1) + 1;
        vm.assume(strange != ISSUER_KEY);
        (ICredentialToken.Voucher memory voucher, bytes32[] memory path) = _anchored(5, 3, leaf, address(1));
        bytes memory sig = _sign(ISSUER_KEY, voucher);
        bytes memory refusal =
            abi.encodeWithSelector(ICredentialToken.CredentialTokenInvalidSignature.selector, _issuer);

        bytes memory flipped = bytes.concat(sig);
        flipped[bit % 65] ^= bytes1(uint8(1 << ((bit >> 8) & 7)));
        _expect(refusal);
        _collection.mint(voucher, path, _issuer, flipped);

        voucher.to = address(uint160(voucher.to) ^ uint160(1 << (bit % 160)));
        _expect(refusal);
        _collection.mint(voucher, path, _issuer, sig);
        voucher.to = address(1);

        vm.chainId(block.chainid + 1);
        _expect(refusal);
        _collection.mint(voucher, path, _issuer, sig);
        vm.chainId(block.chainid - 1);

        bytes memory forged = _sign(strange, voucher);
        _expect(refusal);
        _collection.mint(voucher, path, _issuer, forged);
        _expect(
            abi.encodeWithSelector(ICredentialToken.CredentialTokenNotAuthorized.selector, _issuer, vm.addr(strange))
        );
        _collection.mint(voucher, path, vm.addr(strange), forged);

        _collection.mint(voucher, path, _issuer, sig);
    }

    function testFuzz_A_collection_is_of_what_it_was_created_with(
        address issuer,
        string calldata name,
        string calldata symbol,
        string calldata baseURI
    ) public {
        bytes memory refusal;
        if (bytes(baseURI).length == 0 || bytes(baseURI).length > 256) {
            refusal = abi.encodeWithSelector(
                ICredentialTokenFactory.CredentialTokenFactoryInvalidBaseURI.selector, bytes(baseURI).length
            );
        }
        if (bytes(symbol).length > 32) {
            refusal = abi.encodeWithSelector(
                ICredentialTokenFactory.CredentialTokenFactoryInvalidSymbol.selector, bytes(symbol).length
            );
        }
        if (bytes(name).length > 128) {
            refusal = abi.encodeWithSelector(
                ICredentialTokenFactory.CredentialTokenFactoryInvalidName.selector, bytes(name).length
            );
        }
        if (issuer == address(0)) {
            refusal =
                abi.encodeWithSelector(ICredentialTokenFactory.CredentialTokenFactoryInvalidIssuer.selector, issuer);
        }
        if (refusal.length != 0) _expect(refusal);
        address collection = _factory.create(address(_registry), issuer, name, symbol, baseURI);
        if (refusal.length != 0) return;

        assert(collection == _factory.collectionOf(address(_registry), issuer, name, symbol, baseURI));
        assert(collection == _factory.create(address(_registry), issuer, name, symbol, baseURI));
        _requireArguments(CredentialToken(collection));
        assert(CredentialToken(collection).issuer() == issuer);
        assert(keccak256(bytes(CredentialToken(collection).name())) == keccak256(bytes(name)));
    }

    function testFuzz_The_uri_is_the_ids_64_digits(bytes32 leaf) public {
        (ICredentialToken.Voucher memory voucher, bytes32[] memory path) = _anchored(1, 0, leaf, address(1));
        uint256 tokenId = _collection.mint(voucher, path, _issuer, _sign(ISSUER_KEY, voucher));
        bytes memory digits = bytes(_collection.tokenURI(tokenId));
        assert(digits.length == 10 + 64);
        uint256 read = 0;
        for (uint256 i = 10; i < digits.length; ++i) {
            uint8 digit = uint8(digits[i]);
            assert((digit >= 0x30 && digit <= 0x39) || (digit >= 0x61 && digit <= 0x66));
            read = read * 16 + (digit <= 0x39 ? digit - 0x30 : digit - 0x57);
        }
        assert(read == tokenId);
    }

    /// @dev The slow twin of CollectionArguments: OpenZeppelin's reading of a clone, decoded whole.
    function _requireArguments(CredentialToken collection) private view {
        (address registry, address issuer, string memory name, string memory symbol, string memory baseURI) =
            abi.decode(Clones.fetchCloneArgs(address(collection)), (address, address, string, string, string));
        assert(collection.registry() == registry && collection.issuer() == issuer);
        assert(keccak256(bytes(collection.name())) == keccak256(bytes(name)));
        assert(keccak256(bytes(collection.symbol())) == keccak256(bytes(symbol)));
        assert(keccak256(bytes(collection.contractURI())) == keccak256(abi.encodePacked(baseURI, "contract")));
    }

    /// @dev A voucher for a leaf at any place of a tree of up to 2^32 leaves whose root the issuer anchored.
    function _anchored(uint64 size, uint64 index, bytes32 leaf, address to)
        private
        returns (ICredentialToken.Voucher memory voucher, bytes32[] memory path)
    {
        size = uint64((uint256(size) >> (size & 0x1f)) & 0xffffffff) + 1;
        index %= size;
        bytes32[] memory siblings = new bytes32[](64);
        (bytes32 treeHash, uint256 depth) = _fill(size, index, leaf, siblings);
        path = new bytes32[](depth);
        for (uint256 i = 0; i < depth; ++i) {
            path[i] = siblings[i];
        }
        bytes32 root = sha256(abi.encodePacked(uint256(size), treeHash));
        vm.prank(_issuer);
        _registry.anchor(root);
        voucher = ICredentialToken.Voucher({
            issuer: _issuer,
            root: root,
            size: size,
            index: index,
            leaf: leaf,
            to: to,
            deadline: uint64(block.timestamp),
            nonce: 0
        });
    }

    function _fill(uint256 size, uint256 index, bytes32 leaf, bytes32[] memory siblings)
        private
        pure
        returns (bytes32 treeHash, uint256 depth)
    {
        if (size == 1) return (leaf, 0);
        uint256 left = 1;
        while (left * 2 < size) left *= 2;
        bool isLeft = index < left;
        (treeHash, depth) =
            isLeft ? _fill(left, index, leaf, siblings) : _fill(size - left, index - left, leaf, siblings);
        bytes32 sibling = keccak256(abi.encode(leaf, size, index));
        siblings[depth] = sibling;
        treeHash = sha256(isLeft ? abi.encodePacked(treeHash, sibling) : abi.encodePacked(sibling, treeHash));
        ++depth;
    }

    /// @dev The EIP-712 digest put together by hand, to be compared with the collection's own.
    function _sign(uint256 key, ICredentialToken.Voucher memory voucher) private view returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("AnchorCredentialToken"),
                keccak256("1"),
                block.chainid,
                address(_collection)
            )
        );
        bytes32 structHash = keccak256(
            abi.encode(
                MINT_TYPE_HASH,
                voucher.issuer,
                voucher.root,
                voucher.size,
                voucher.index,
                voucher.leaf,
                voucher.to,
                voucher.deadline,
                voucher.nonce
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", domain, structHash)));
        return abi.encodePacked(r, s, v);
    }

    function _expect(bytes memory refusal) private {
        vm.expectRevert(refusal);
    }
}
