// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title A reader of one flat RLP list of byte strings
library RlpList {
    error RlpListMalformed();

    /// @notice The strings of a list that fills the bytes exactly.
    function read(bytes calldata list) internal pure returns (bytes[] memory items) {
        if (list.length == 0 || uint8(list[0]) < 0xc0) revert RlpListMalformed();
        (uint256 position, uint256 length) = _span(list, 0, 0xc0);
        if (position + length != list.length) revert RlpListMalformed();

        uint256 count = 0;
        for (uint256 i = position; i < list.length; ++count) {
            (uint256 start, uint256 size) = _item(list, i);
            i = start + size;
        }
        items = new bytes[](count);
        for (uint256 k = 0; k < count; ++k) {
            (uint256 start, uint256 size) = _item(list, position);
            items[k] = list[start:start + size];
            position = start + size;
        }
    }

    /// @notice A string as a big-endian number.
    function toUint(bytes memory item) internal pure returns (uint256 value) {
        if (item.length > 32) revert RlpListMalformed();
        for (uint256 i = 0; i < item.length; ++i) {
            value = (value << 8) | uint8(item[i]);
        }
    }

    /// @notice A string of 20 bytes as an address.
    function toAddress(bytes memory item) internal pure returns (address) {
        if (item.length != 20) revert RlpListMalformed();
        return address(uint160(toUint(item)));
    }

    function _item(bytes calldata list, uint256 at) private pure returns (uint256 start, uint256 size) {
        uint8 head = uint8(list[at]);
        if (head >= 0xc0) revert RlpListMalformed();
        return head < 0x80 ? (at, 1) : _span(list, at, 0x80);
    }

    /// @dev `kind` is 0x80 for a string and 0xc0 for a list; up to 55 bytes the head holds the length itself.
    function _span(bytes calldata list, uint256 at, uint8 kind) private pure returns (uint256 start, uint256 size) {
        uint256 head = uint8(list[at]) - kind;
        (start, size) = (at + 1, head);
        if (head > 55) {
            uint256 digits = head - 55;
            if (start + digits > list.length) revert RlpListMalformed();
            size = toUint(list[start:start + digits]);
            start += digits;
        }
        if (size > list.length || start + size > list.length) revert RlpListMalformed();
    }
}
