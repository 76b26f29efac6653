using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;

namespace Anchor.Chain.WritePaths.Lacnet;

/// <summary>Every refusal of LACNet's relays, hubs and nodes in words, with what to do about it.</summary>
public static class LacnetRefusals
{
    /// <summary>The JSON-RPC error of a node that does not let the account or the transaction pass.</summary>
    public const int NotPermittedCode = -32007;

    /// <summary>The hub's code for a nonce that it does not count now.</summary>
    internal const ulong BadNonceCode = 2;

    /// <summary>The hub's code for a target without code, the one refusal by which the nonce is always used up.</summary>
    internal const ulong IsNotContractCode = 4;

    private static readonly LacnetRefusal[] Hub =
    [
        new("lacnet.max_block_gas_limit", "The transaction asks more gas than the relay hub allows in a block. Lower its gas limit, or send less at once."),
        new("lacnet.bad_original_sender", "The relay hub finds another sender than the one named. Check that the account's own key signed."),
        new("lacnet.bad_nonce", "The relay hub counts another nonce for this account and node; another transaction came first, perhaps in the same block. Read the nonce again and sign anew."),
        new("lacnet.not_enough_gas", "The node's gas for this block does not suffice. Wait for the next block, send less at once, or ask LACNet for a larger quota; going over it again and again gets a node banned."),
        new("lacnet.is_not_contract", "There is no contract at the address called. Check the registry's address on this network."),
        new("lacnet.empty_code", "There is no creation code to deploy. Check what is deployed."),
        new("lacnet.invalid_signature", "The relay hub cannot read the signature. Sign without a chain id (v 27 or 28) and with a low s."),
        new("lacnet.invalid_destination", "The relay hub does not let transactions through to this address. Call another contract."),
    ];

    private static readonly (AbiSignature Error, LacnetRefusal Refusal)[] MetaTxHub =
    [
        Of("CallerNotAllowed", "lacnet.hub.caller_not_allowed", "The meta-transaction hub does not allow this account to carry requests. Ask LNet to put it on the hub's list of callers."),
        Of("UnexpectedCaller", "lacnet.hub.unexpected_caller", "The request was signed for another carrier. Sign it for the account that sends it."),
        Of("DeadlineExpired", "lacnet.hub.deadline_expired", "The request came after its deadline. Sign it anew, and check this machine's clock."),
        Of("DataMismatch", "lacnet.hub.data_mismatch", "The call is another than the one that was signed. Sign it anew."),
        Of("DigestUsed", "lacnet.hub.digest_used", "The hub has carried this request out before. Look for its effect instead of repeating it."),
        Of("NonceUsed", "lacnet.hub.nonce_used", "The request's nonce was used before. Look for its effect, else sign anew."),
        Of("BadMsgValue", "lacnet.hub.bad_value", "The value sent is not the value signed. Anchor sends none."),
        Of("BlockGasQuotaExceeded", "lacnet.hub.quota_exceeded", "The carrier's gas for this block does not suffice. Wait for the next block, or ask LNet for a larger quota."),
        Of("RateLimitExceeded", "lacnet.hub.rate_limit", "The carrier sends too often. Wait, and send again."),
        Of("InvalidSignature", "lacnet.hub.invalid_signature", "The hub cannot match the signature with the account. Check the hub's address and the chain id in the network's record."),
        Of("ZeroAddress", "lacnet.hub.zero_address", "An address in the request is zero. Check the network's record."),
        Of("DeployerNotAllowed", "lacnet.hub.deployer_not_allowed", "The hub does not allow this account to deploy. Ask LNet to put it on the hub's list of deployers."),
        Of("DeployGasExceeded", "lacnet.hub.deploy_gas", "The deployment asks more gas than the hub allows for one. Deploy less code at once."),
        Of("DeployPerBlockExceeded", "lacnet.hub.deploy_per_block", "The hub has deployed in this block already. Deploy again in the next one."),
        Of("DeployTimeWindowGasExceeded", "lacnet.hub.deploy_window", "The hub's gas for deployments is used up for now. Deploy again in some minutes."),
        Of("CreateFailed", "lacnet.hub.create_failed", "The contract's constructor failed. Check its arguments."),
    ];

    private static readonly AbiSignature CallFailed = new("CallFailed(bytes)");

    /// <summary>The relay's transaction ran and the hub told neither success nor refusal: a constructor that reverted, or another hub.</summary>
    public static LacnetRefusal NoEffect { get; } = new(
        "lacnet.no_effect", "The relay's transaction had no effect: a constructor that reverted, a quota used up, or the record of the network names another proxy than the node uses. Check the arguments and the record.");

    /// <summary>The transaction succeeded and no meta-transaction hub took part.</summary>
    public static LacnetRefusal NotTheHub { get; } = new(
        "lacnet.no_effect", "The transaction succeeded and the meta-transaction hub carried nothing out. Check the hub's address in the network's record.");

    /// <summary>The relay's own transaction was rolled back.</summary>
    public static LacnetRefusal RelayReverted { get; } = new(
        "lacnet.relay_reverted", "The relay's own transaction was rolled back, most often for too little gas. Sign anew with a higher gas limit.");

    /// <summary>A transaction that carries a chain id or a type.</summary>
    public static LacnetRefusal PreEip155 { get; } = new(
        "lacnet.pre_eip155", "The relay takes only transactions signed as before EIP-155: without a chain id, v 27 or 28. Set the network's writePath to what its node expects.");

    /// <summary>The nonce was used before, and not by these bytes.</summary>
    public static LacnetRefusal NonceTaken { get; } = new(
        "lacnet.nonce_taken", "The relay hub has counted this nonce for another transaction. Look for the effect, else sign anew.");

    /// <summary>The time of the transaction is over, or nearly.</summary>
    public static LacnetRefusal Expired { get; } = new(
        "lacnet.expired", "The transaction expires before it could be in a block; it was not sent, because it would block the node. Sign anew.");

    /// <summary>What a refusal of the relay hub means.</summary>
    /// <param name="errorCode">The code in <c>BadTransactionSent</c>.</param>
    public static LacnetRefusal OfHub(ulong errorCode) => errorCode < (ulong)Hub.Length
        ? Hub[errorCode]
        : new LacnetRefusal("lacnet.refused", $"The relay hub refused the transaction with its code {errorCode}, which is not a known one.");

    /// <summary>What a node's error to <c>eth_sendRawTransaction</c> means. Words alone decide nothing; the code may be <c>lacnet.node_refused</c>.</summary>
    /// <param name="rpcCode">The JSON-RPC error code.</param>
    /// <param name="reason">The node's words.</param>
    public static LacnetRefusal OfNode(int rpcCode, string reason)
    {
        if (rpcCode == NotPermittedCode)
            return new("lacnet.not_permitted", "The network does not let this transaction pass: the account or the contract is not on its lists, the named node is not the one asked, or the transaction expired. Check the node's address in the network's record, and ask LACNet for the permission.");
        if (Has("pre-EIP155")) return PreEip155;
        if (Has("exceeds block gas limit"))
            return new("lacnet.quota_exceeded", "The transaction needs more gas than the node has left in this block. Wait for the next block, send less at once, or ask LACNet for a larger quota.");
        return Has("not permitted")
            ? new("lacnet.sender_not_permitted", "The node does not relay for this account. Ask whoever runs the node, or LACNet, to permit it.")
            : new("lacnet.node_refused", "The node refused the transaction. Send the same bytes again later; if it stays so, ask whoever runs the node.");

        bool Has(string part) => reason.Contains(part, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What a revert of the meta-transaction hub means; a failed call of the target is unwrapped.</summary>
    /// <returns>False when the error is none of the hub's.</returns>
    public static bool TryOfMetaTxHub(ReadOnlySpan<byte> revertData, out LacnetRefusal refusal)
    {
        foreach (var (error, known) in MetaTxHub)
        {
            if (!error.Selects(revertData)) continue;
            refusal = known;
            return true;
        }
        refusal = TryUnwrap(revertData, out var inner) ? new LacnetRefusal("reverted", Reverted(inner) ?? "The contract called reverted without saying why.") : null!;
        return refusal is not null;
    }

    /// <summary>What the target of a meta-transaction returned when it reverted.</summary>
    /// <returns>False when the error is not <c>CallFailed(bytes)</c>.</returns>
    public static bool TryUnwrap(ReadOnlySpan<byte> revertData, out byte[] inner)
    {
        inner = [];
        if (!CallFailed.Selects(revertData)) return false;
        try
        {
            inner = new AbiReader(revertData[AbiSignature.SelectorLength..]).ReadBytes();
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Why a contract reverted, in words; null when its data says nothing.</summary>
    internal static string? Reverted(ReadOnlySpan<byte> revertData)
    {
        if (RegistryError.TryDecode(revertData, out var error)) return error.Words;
        return revertData.Length < AbiSignature.SelectorLength
            ? null
            : $"The contract reverted with the error {Hex.Data(revertData[..AbiSignature.SelectorLength])}, which is none of the registry's.";
    }

    private static (AbiSignature, LacnetRefusal) Of(string error, string code, string words) => (new($"{error}()"), new(code, words));
}
