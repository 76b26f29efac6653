using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.WritePaths;
using Anchor.Credentials;
using Anchor.Merkle;

namespace Anchor.Cli.Deploying;

/// <summary>Where a contract is.</summary>
/// <param name="Contract">Which one.</param>
/// <param name="Address">Its address.</param>
/// <param name="CodeHash">Keccak-256 of its code.</param>
/// <param name="Genesis">The hash of its chain's block 0.</param>
/// <param name="IsNew">Whether this run found it deployed by the transaction of this or an earlier run, and not by the record.</param>
internal sealed record DeployedContract(ContractArtifact Contract, Address Address, Hash32 CodeHash, Hash32 Genesis, bool IsNew);

/// <summary>Brings one contract onto one network, once: finds the one that the record names, ends what was begun, or begins.</summary>
/// <param name="contract">The contract.</param>
/// <param name="known">Where the record says that it is; null when it does not.</param>
/// <param name="knownCodeHash">Keccak-256 of the code there by the record; null for the contract's own.</param>
/// <param name="surroundings">The clock and the patience between two looks.</param>
/// <param name="nodes">The network.</param>
/// <param name="pending">What was signed.</param>
/// <param name="payer">Who signs.</param>
internal sealed class DeployRun(
    ContractArtifact contract, Address? known, Hash32? knownCodeHash, Surroundings surroundings, NetworkNodes nodes, PendingDeployments pending, PayingAccount payer)
{
    private const int Looks = 90;
    private readonly Network _network = nodes.Network;

    /// <summary>
    /// Deploys unless it is done. Codes: <c>network.unreachable</c>, <c>network.wrong_chain</c>, <c>deploy.registry_differs</c>,
    /// <c>deploy.factory_differs</c>, <c>deploy.key_missing</c>, <c>deploy.funds_missing</c>, <c>deploy.fee_too_high</c>,
    /// <c>deploy.quota_exceeded</c>, <c>deploy.refused</c>, <c>deploy.failed</c>, <c>deploy.superseded</c>, <c>deploy.expired</c>,
    /// <c>deploy.unfinished</c>, <c>deploy.code_differs</c>, and those of the key and of the files.
    /// </summary>
    public async Task<Result<DeployedContract>> DeployAsync(CancellationToken cancellationToken)
    {
        try
        {
            await NetworkIdentity.CheckAsync(nodes.Client, _network, cancellationToken).ConfigureAwait(false);
            var genesis = await nodes.Client.GenesisHashAsync(cancellationToken).ConfigureAwait(false);
            if (known is { } address) return await RecognisedAsync(address, genesis, cancellationToken).ConfigureAwait(false);

            var found = pending.Find(_network.ChainId, contract);
            if (found.Error is { } unreadable) return unreadable;
            var isFirst = found.Value is null;
            var begun = isFirst ? await BeginAsync(cancellationToken).ConfigureAwait(false) : Result.Ok(found.Value!);
            if (!begun.TryGet(out var deployment, out var error)) return error;
            var settled = await SettleAsync(deployment, isFirst, cancellationToken).ConfigureAwait(false);
            if (!settled.TryGet(out var receipt, out error)) return error;
            payer.Used(deployment.Account, deployment.Nonce);
            return await CheckedAsync(receipt, deployment.CodeHash!.Value, genesis, cancellationToken).ConfigureAwait(false);
        }
        catch (ChainMismatchException wrong)
        {
            return Unavailable("network.wrong_chain", wrong.Message);
        }
        catch (FeeTooHighException high)
        {
            return Refused("deploy.fee_too_high", $"{high.Message} The record's fees set the bound.");
        }
        catch (QuotaExceededException quota)
        {
            return Refused("deploy.quota_exceeded", quota.Message);
        }
        catch (RpcErrorException refusal)
        {
            return Refused("deploy.refused", refusal.Message);
        }
        catch (RpcUnavailableException failure)
        {
            return Unavailable("network.unreachable", failure.Message);
        }
    }

    /// <summary>A contract that the record names counts by the code at its address; a chain keeps the version it was given.</summary>
    private async Task<Result<DeployedContract>> RecognisedAsync(Address address, Hash32 genesis, CancellationToken cancellationToken)
    {
        var expected = knownCodeHash ?? contract.CodeHash;
        var code = await CodeHashAsync(address, cancellationToken).ConfigureAwait(false);
        return code == expected
            ? new DeployedContract(contract, address, expected, genesis, IsNew: false)
            : Refused(contract.DiffersCode, code is null
                ? $"The record of {_network.Name} names the {contract.Noun} {address}, and there is no contract. If the chain was begun anew, take {contract.Member} out of the record."
                : $"The contract at {address} on {_network.Name} is not the {contract.Noun} that {(knownCodeHash is null ? "this command knows" : "the record describes")}.");
    }

    /// <summary>Signs, and keeps the bytes before anybody else has them.</summary>
    private async Task<Result<PendingDeployment>> BeginAsync(CancellationToken cancellationToken)
    {
        if (!payer.Open($"{_network.Name} has no {contract.Noun}").TryGet(out var key, out var locked)) return locked;
        if (!WritePathOf.Network(_network, nodes.Writer, surroundings.Clock).TryGet(out var path, out var unknown)) return unknown;
        var nonce = payer.Next(key.Address, await path.NextNonceAsync(key.Address, cancellationToken).ConfigureAwait(false));
        var signed = await path.PrepareAsync(new WriteRequest(null, contract.CreationCode, key, nonce), cancellationToken).ConfigureAwait(false);
        var needed = signed.GasLimit * signed.Fees.MaxFeePerGas;
        var balance = needed.IsZero ? 0 : await nodes.Client.GetBalanceAsync(key.Address, BlockId.Latest, cancellationToken).ConfigureAwait(false);
        if (balance < needed)
            return Refused("deploy.funds_missing", $"{key.Address} needs {needed} wei on {_network.Name} for {signed.GasLimit} gas, and has {balance}.");
        var begun = new PendingDeployment
        {
            CodeHash = contract.CodeHash, Account = key.Address, Nonce = nonce, Raw = Hex.Data(signed.Raw),
            TransactionHash = signed.IsWrapped ? null : signed.Hash, ExpiresAt = signed.ExpiresAt,
        };
        return pending.Keep(_network.ChainId, contract, begun) is { } unwritable ? unwritable : begun;
    }

    /// <summary>Sends the same bytes until they are in a block, or cannot get into one.</summary>
    private async Task<Result<TransactionReceipt>> SettleAsync(PendingDeployment deployment, bool isFirst, CancellationToken cancellationToken)
    {
        var last = "It waits to be put into a block.";
        for (var look = 1; look <= Looks; look++)
        {
            try
            {
                var (receipt, error, words) = await LookAsync(deployment, isFirst && look == 1, cancellationToken).ConfigureAwait(false);
                if (receipt is not null) return receipt;
                if (error is not null) return error;
                if (!pending.Find(_network.ChainId, contract).TryGet(out var kept, out var unreadable)) return unreadable;
                (deployment, last) = (kept!, words ?? last);
            }
            catch (RpcException failure)
            {
                last = failure.Message;
            }
            if (look == 1) await surroundings.Error.WriteLineAsync($"{(isFirst ? "Sent" : "Sent again")}: {deployment.TransactionHash?.ToHex() ?? "the relay has not said its hash"}").ConfigureAwait(false);
            await Task.Delay(surroundings.Patience, surroundings.Clock, cancellationToken).ConfigureAwait(false);
        }
        return Unavailable("deploy.unfinished", $"The deployment of the {contract.Noun} is signed and kept in {pending.Path}, and not yet known to be done. {last} Run the same command again.");
    }

    private async Task<(TransactionReceipt? Receipt, Error? Error, string? Words)> LookAsync(PendingDeployment deployment, bool isNew, CancellationToken cancellationToken)
    {
        // Fate and nonce must come from one node; the bytes may go to any.
        if (!WritePathOf.Network(_network, nodes.Pinned(), surroundings.Clock).TryGet(out var asking, out var unknown)
            || !WritePathOf.Network(_network, nodes.Writer, surroundings.Clock).TryGet(out var sending, out unknown)) return (null, unknown, null);
        switch (await FateAsync(asking, deployment, cancellationToken).ConfigureAwait(false))
        {
            case WriteFate.Executed executed:
                return (executed.Receipt, null, null);
            case WriteFate.Failed failed:
                return (null, Forgotten(Refused("deploy.failed", $"The deployment {failed.Receipt.TransactionHash.ToHex()} failed: {failed.Reason ?? failed.Code}.")), null);
            case WriteFate.Waiting:
                return (null, null, null);
        }
        Hex.TryReadData(deployment.Raw, out var raw);
        switch (await sending.SendAsync(raw, cancellationToken).ConfigureAwait(false))
        {
            case SendOutcome.Accepted accepted:
                return (null, accepted.Hash == deployment.TransactionHash ? null : pending.Keep(_network.ChainId, contract, deployment with { TransactionHash = accepted.Hash }), null);
            case SendOutcome.Refused refused when isNew:
                return (null, Forgotten(Refused("deploy.refused", $"The node refused the deployment: {refused.Reason}")), null);
            case SendOutcome.Refused refused:
                var next = await asking.NextNonceAsync(deployment.Account, cancellationToken).ConfigureAwait(false);
                return next > deployment.Nonce && await FateAsync(asking, deployment, cancellationToken).ConfigureAwait(false) is WriteFate.Missing
                    ? (null, Refused("deploy.superseded", $"Another transaction of {deployment.Account} has used the nonce of the deployment kept in {pending.Path}, so that it can never happen. Remove that file to begin anew."), null)
                    : await IsExpiredAsync(deployment, next, cancellationToken).ConfigureAwait(false)
                        ? (null, Forgotten(Refused("deploy.expired", "The deployment that was begun expired before it was in a block, and can never happen. Run the same command again to begin anew.")), null)
                        : (null, null, $"The node says: {refused.Reason}");
            case SendOutcome.Unknown unsure:
                return (null, null, unsure.Reason);
            default:
                return (null, null, null);
        }
    }

    /// <summary>Whether the chain's own clock is past the time until which the bytes count, and their nonce is still free.</summary>
    private async Task<bool> IsExpiredAsync(PendingDeployment deployment, ulong next, CancellationToken cancellationToken) =>
        deployment.ExpiresAt is { } end && next == deployment.Nonce
        && await nodes.Writer.GetBlockAsync(BlockId.Latest, cancellationToken).ConfigureAwait(false) is { } latest && latest.Timestamp > end;

    private static async Task<WriteFate> FateAsync(IWritePath path, PendingDeployment deployment, CancellationToken cancellationToken) =>
        deployment.TransactionHash is { } hash ? await path.FateAsync(hash, cancellationToken).ConfigureAwait(false) : new WriteFate.Missing();

    /// <summary>A receipt says success also where a relay's inner call failed: only the code at the address counts.</summary>
    private async Task<Result<DeployedContract>> CheckedAsync(TransactionReceipt receipt, Hash32 expected, Hash32 genesis, CancellationToken cancellationToken)
    {
        if (DeployedAddress.In(receipt) is not { } address)
            return Forgotten(Refused("deploy.failed", $"The transaction {receipt.TransactionHash.ToHex()} succeeded and deployed nothing."));
        for (var look = 1; look <= Looks; look++)
        {
            var code = await CodeHashAsync(address, cancellationToken).ConfigureAwait(false);
            if (code == expected) return new DeployedContract(contract, address, expected, genesis, IsNew: true);
            if (code is not null) return Forgotten(Refused("deploy.code_differs", $"{receipt.TransactionHash.ToHex()} put other code at {address} than the {contract.Noun}'s."));
            await Task.Delay(surroundings.Patience, surroundings.Clock, cancellationToken).ConfigureAwait(false); // the node may be behind the one with the receipt
        }
        return Unavailable("deploy.unfinished", $"The deployment {receipt.TransactionHash.ToHex()} is in block {receipt.BlockNumber}, and no node shows code at {address} yet. Run the same command again.");
    }

    private async Task<Hash32?> CodeHashAsync(Address address, CancellationToken cancellationToken) =>
        await nodes.Client.GetCodeAsync(address, BlockId.Latest, cancellationToken).ConfigureAwait(false) is { Length: > 0 } code ? Keccak256.Hash(code) : null;

    private Error Forgotten(Error error) => pending.Forget(_network.ChainId, contract) ?? error;

    private static Error Refused(string code, string words) => new(code, words, ErrorKind.Conflict);

    private static Error Unavailable(string code, string words) => new(code, words, ErrorKind.Unavailable);
}
