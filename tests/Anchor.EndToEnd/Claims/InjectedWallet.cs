using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.WritePaths;
using Anchor.Merkle;
using Microsoft.Playwright;

namespace Anchor.EndToEnd.Claims;

/// <summary>One request that a page made to a wallet.</summary>
internal sealed record WalletCall(string Method, JsonElement Parameters);

/// <summary>A refusal as EIP-1193 has it.</summary>
internal sealed class WalletError(int code, string message) : Exception(message)
{
    public int Code => code;
}

/// <summary>
/// A wallet in a test's browser: announced by EIP-6963 (or set as <c>window.ethereum</c>), answered in C# with a real key.
/// With <see cref="Node"/> it signs and sends real transactions. Any method can be made to refuse, to answer otherwise, or to hang.
/// </summary>
/// <remarks>Inject before the page is opened. As strict as MetaMask: typed data is signed for the wallet's own chain only.</remarks>
internal sealed class InjectedWallet(EvmAccountKey key, ulong chainId)
{
    private static int _made;
    private readonly ConcurrentQueue<WalletCall> _calls = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<Task<JsonNode?>>>> _script = [];
    private readonly string _id = $"injectedWallet{Interlocked.Increment(ref _made)}";
    private EvmAccountKey? _key = key;
    private bool _connected;
    private IPage? _page;
    private CancellationToken _token;

    /// <summary>The name people see.</summary>
    public string Name { get; init; } = "Test Wallet";

    /// <summary>The icon; wallets give data: URIs.</summary>
    public string Icon { get; init; } = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><rect width='8' height='8' fill='teal'/></svg>";

    /// <summary>Whether it announces nothing and is found at <c>window.ethereum</c> only.</summary>
    public bool IsLegacy { get; init; }

    /// <summary>The node that transactions go to; without one they are recorded and get a hash of no chain.</summary>
    public Uri? Node { get; init; }

    /// <summary>Chains it can switch to.</summary>
    public HashSet<ulong> KnownChains { get; } = [chainId];

    /// <summary>The chain it is on.</summary>
    public ulong ChainId { get; private set; } = chainId;

    public string Account => _key!.Address.ToString();

    /// <summary>What the page asked, in order.</summary>
    public IReadOnlyList<WalletCall> Calls => [.. _calls];

    public IEnumerable<string> Methods => _calls.Select(call => call.Method);

    /// <summary>Makes the next requests of a method refuse.</summary>
    public InjectedWallet Refuse(string method, int code, string message = "refused by the test", int times = 1)
    {
        for (var i = 0; i < times; i++) Script(method, () => throw new WalletError(code, message));
        return this;
    }

    /// <summary>Makes the next request of a method answer something else.</summary>
    public InjectedWallet Answer(string method, JsonNode? result) => Script(method, () => Task.FromResult(result));

    /// <summary>Makes the next request of a method wait until the test completes it.</summary>
    public TaskCompletionSource<JsonNode?> Hold(string method)
    {
        var held = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Script(method, () => held.Task);
        return held;
    }

    /// <summary>Puts the wallet into a page that is opened afterwards.</summary>
    public async Task InjectAsync(IPage page)
    {
        // Requests come in on the browser's thread, which knows of no test.
        (_page, _token) = (page, TestContext.Current.CancellationToken);
        await page.ExposeFunctionAsync<string, Task<string>>(_id, AnswerAsync);
        var settings = new JsonObject { ["id"] = _id, ["name"] = Name, ["icon"] = Icon, ["legacy"] = IsLegacy };
        await page.AddInitScriptAsync($"({Provider})({settings.ToJsonString()})");
    }

    /// <summary>The learner chooses another account, or none.</summary>
    public Task SwitchAccountAsync(EvmAccountKey? other)
    {
        (_key, _connected) = (other ?? _key, other is not null);
        return EmitAsync("accountsChanged", other is null ? new JsonArray() : new JsonArray(Account));
    }

    /// <summary>The learner chooses another chain.</summary>
    public Task SwitchChainAsync(ulong other)
    {
        KnownChains.Add(ChainId = other);
        return EmitAsync("chainChanged", Hex.Quantity(other));
    }

    public Task EmitAsync(string name, JsonNode payload) =>
        _page!.EvaluateAsync($"window.{_id}Emit({JsonSerializer.Serialize(name)}, {payload.ToJsonString()})");

    private InjectedWallet Script(string method, Func<Task<JsonNode?>> answer)
    {
        _script.GetOrAdd(method, _ => []).Enqueue(answer);
        return this;
    }

    private async Task<string> AnswerAsync(string text)
    {
        var request = JsonElement.Parse(text);
        var method = request.GetProperty("method").GetString()!;
        var parameters = request.TryGetProperty("params", out var given) ? given : default;
        _calls.Enqueue(new WalletCall(method, parameters));
        var before = ChainId;
        try
        {
            var result = _script.TryGetValue(method, out var script) && script.TryDequeue(out var next) ? await next() : await ServeAsync(method, parameters);
            var answer = new JsonObject { ["result"] = result };
            if (before != ChainId) answer["chainChanged"] = Hex.Quantity(ChainId);
            return answer.ToJsonString();
        }
        catch (WalletError refusal)
        {
            return new JsonObject { ["error"] = new JsonObject { ["code"] = refusal.Code, ["message"] = refusal.Message } }.ToJsonString();
        }
    }

    private async Task<JsonNode?> ServeAsync(string method, JsonElement parameters)
    {
        switch (method)
        {
            case "eth_requestAccounts":
                _connected = true;
                return new JsonArray(Account);
            case "eth_accounts":
                return _connected ? new JsonArray(Account) : [];
            case "eth_chainId":
                return Hex.Quantity(ChainId);
            case "wallet_switchEthereumChain":
                var wanted = ulong.Parse(parameters[0].GetProperty("chainId").GetString()!.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                ChainId = KnownChains.Contains(wanted) ? wanted : throw new WalletError(4902, $"Unrecognized chain ID {wanted}.");
                return null;
            case "personal_sign":
                IsOurs(parameters[1].GetString());
                return Signed(PersonalDigest(parameters[0].GetString()!));
            case "eth_signTypedData_v4":
                IsOurs(parameters[0].GetString());
                var typed = JsonElement.Parse(parameters[1].GetString()!);
                var chain = typed.GetProperty("domain").GetProperty("chainId").GetUInt64();
                return chain == ChainId ? Signed(TypedJson.Digest(typed)) : throw new WalletError(-32000, $"Provided chainId \"{chain}\" must match the active chainId \"{ChainId}\"");
            case "eth_sendTransaction":
                return await SendAsync(parameters[0]);
            case "wallet_watchAsset":
                return true;
            default:
                throw new WalletError(4200, $"{method} is not supported.");
        }
    }

    private void IsOurs(string? account)
    {
        if (!_connected || !Address.TryParse(account, out var address) || address != _key!.Address) throw new WalletError(4100, "The account is not connected.");
    }

    private JsonNode Signed(Hash32 digest) => Hex.Data(_key!.Sign(digest).ToBytes());

    /// <summary>Keccak-256(0x19 ‖ "Ethereum Signed Message:\n" ‖ length in decimal ‖ message), as EIP-191 has it; the message comes as hexadecimal bytes.</summary>
    public static Hash32 PersonalDigest(string hex)
    {
        if (!Hex.TryReadData(hex, out var message)) throw new WalletError(-32602, "The message is no hexadecimal data.");
        return Keccak256.Hash([.. System.Text.Encoding.UTF8.GetBytes($"\u0019Ethereum Signed Message:\n{message.Length}"), .. message]);
    }

    private async Task<JsonNode?> SendAsync(JsonElement transaction)
    {
        IsOurs(transaction.GetProperty("from").GetString());
        if (transaction.GetProperty("chainId").GetString() != Hex.Quantity(ChainId)) throw new WalletError(-32602, "The transaction is for another chain.");
        var to = Address.Parse(transaction.GetProperty("to").GetString());
        if (!Hex.TryReadData(transaction.GetProperty("data").GetString(), out var data)) throw new WalletError(-32602, "The data are no hexadecimal data.");
        if (Node is null) return Keccak256.Hash(transaction.GetRawText()).ToHex();
        using var http = EvmHttp.Create();
        var client = new EvmClient(new JsonRpcClient(http, Node, new JsonRpcOptions(), TimeProvider.System));
        var network = new Network { Name = "of the wallet", ChainId = ChainId, RpcUrls = [Node], Finality = FinalityPolicy.Depth(1) };
        var path = new DirectWritePath(client, network, new DirectWritePathOptions());
        try
        {
            var signed = await path.PrepareAsync(new WriteRequest(to, data, _key!, await path.NextNonceAsync(_key!.Address, _token)), _token);
            return await path.SendAsync(signed.Raw, _token) switch
            {
                SendOutcome.Accepted accepted => accepted.Hash.ToHex(),
                SendOutcome.Refused refused => throw new WalletError(refused.Code, refused.Reason),
                _ => throw new WalletError(4901, "The node does not answer."),
            };
        }
        catch (RpcErrorException refused)
        {
            throw new WalletError(refused.Code, refused.Reason);
        }
    }

    private const string Provider = """
        (settings) => {
          const listeners = {};
          const emit = (name, payload) => (listeners[name] ?? []).forEach((listener) => listener(payload));
          const provider = {
            on: (name, listener) => { (listeners[name] ??= []).push(listener); },
            removeListener: (name, listener) => { listeners[name] = (listeners[name] ?? []).filter((each) => each !== listener); },
            request: async (request) => {
              const answer = JSON.parse(await window[settings.id](JSON.stringify(request)));
              if (answer.error) throw Object.assign(new Error(answer.error.message), { code: answer.error.code });
              if (answer.chainChanged) emit("chainChanged", answer.chainChanged);
              return answer.result;
            },
          };
          window[settings.id + "Emit"] = emit;
          if (settings.legacy) { window.ethereum = provider; return; }
          const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", {
            detail: Object.freeze({ info: Object.freeze({ uuid: settings.id, name: settings.name, icon: settings.icon, rdns: "example." + settings.id }), provider }),
          }));
          addEventListener("eip6963:requestProvider", announce);
          announce();
        }
        """;
}
