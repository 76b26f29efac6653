using System.Numerics;
using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Tokens;
using Microsoft.Playwright;

namespace Anchor.EndToEnd.Claims;

/// <summary>The page's modules by themselves, judged by the C# of the other rooms.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ModuleTests(BrowserFixture browser)
{
    private static readonly string[] States =
    [
        "offered", "preparing", "requested", "submitted", "included", "minted", "wallet", "refused", "reissue_requested", "reissue_approved",
        "burn_requested", "burned", "revoked", "suspended", "expired",
    ];

    private static readonly string[] Refusals =
    [
        "claim.unknown", "claim.expired", "claim.used", "credential.revoked", "credential.suspended", "account.malformed", "account.checksum", "proof.invalid", "proof.expired",
        "gas.own_refused", "token.minted", "token.preparing", "token.reissue_open", "request.too_many", "host.unavailable", "page.offline",
    ];

    private static readonly int[] WalletCodes = [4001, 4100, 4200, 4900, 4901, 4902, -32002, -32601];

    [Fact]
    public Task Keccak_is_that_of_the_chain_at_every_length_around_a_block() => AskAsync(async page =>
    {
        var lengths = Enumerable.Range(0, 4).Concat(Enumerable.Range(134, 5)).Concat(Enumerable.Range(270, 5)).ToArray();
        var hashes = await page.EvaluateAsync<string[]>("""
            async (lengths) => {
              const { keccak256 } = await import("/claim/keccak.js");
              return lengths.map((length) => [...keccak256(Uint8Array.from({ length }, (_, i) => i * 7 & 255))].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
            }
            """, lengths);
        Assert.Equal(lengths.Select(length => Keccak256.Hash(Enumerable.Range(0, length).Select(i => (byte)(i * 7)).ToArray()).ToString()), hashes);
    });

    [Fact]
    public Task Checksums_are_those_of_EIP_55_and_any_changed_capital_breaks_one() => AskAsync(async page =>
    {
        var dice = new Random(20260530);
        var addresses = Enumerable.Range(0, 40).Select(_ =>
        {
            var bytes = new byte[Address.Length];
            dice.NextBytes(bytes);
            return new Address(bytes).ToString();
        }).ToArray();
        var answers = await page.EvaluateAsync<JsonElement>("""
            async (addresses) => {
              const { checksummed, readAddress } = await import("/claim/address.js");
              const flip = (letter) => letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
              const oneCase = (text) => [text.toLowerCase(), text.toUpperCase()].includes(text);
              return addresses.map((address) => ({
                again: checksummed(address.toLowerCase()),
                accepted: [address, address.toLowerCase(), "0x" + address.slice(2).toUpperCase(), ` ${address}\u200b\n`].every((text) => readAddress(text).address === address),
                refused: [...address].every((letter, i) => {
                  const changed = address.slice(0, i) + flip(letter) + address.slice(i + 1);
                  return i < 2 || !/[a-f]/i.test(letter) || oneCase(changed.slice(2)) || readAddress(changed).problem === "account.checksum";
                }),
              }));
            }
            """, addresses);
        Assert.Equal(addresses, answers.EnumerateArray().Select(answer => answer.GetProperty("again").GetString()));
        Assert.All(answers.EnumerateArray(), answer => Assert.True(answer.GetProperty("accepted").GetBoolean() && answer.GetProperty("refused").GetBoolean()));
    });

    [Fact]
    public Task What_is_no_address_is_named() => AskAsync(async page =>
    {
        var fives = new string('5', 40);
        string[][] expected =
        [
            ["", "account.empty"], ["0x", "account.malformed"], ["0x123", "account.malformed"], [fives, "account.malformed"], ["0X" + fives, "account.malformed"], [$"0x{fives}5", "account.malformed"],
            [$"0x{fives[1..]}g", "account.malformed"], ["persona.eth", "account.malformed"], ["0x" + new string('0', 40), "account.zero"],
        ];
        var problems = await page.EvaluateAsync<string[]>("""
            async (texts) => { const { readAddress } = await import("/claim/address.js"); return texts.map((text) => readAddress(text).problem); }
            """, expected.Select(pair => pair[0]).ToArray());
        Assert.Equal(expected.Select(pair => pair[1]), problems);
    });

    [Fact]
    public Task The_message_of_a_removal_has_the_digest_that_the_contract_checks() => AskAsync(async page =>
    {
        var typed = JsonElement.Parse(await page.EvaluateAsync<string>("""
            async ([tokenId, contract]) => {
              const { burnMessage } = await import("/claim/typed.js");
              return JSON.stringify(burnMessage({ network: { chainId: 648540 }, contract, tokenId, nonce: 4294967295 }, 1893456000));
            }
            """, new[] { ScriptedClaim.TokenId, ScriptedClaim.Token }));
        Assert.True(Hex.TryReadQuantity(ScriptedClaim.TokenId, out var tokenId));
        Assert.Equal(TokenMessages.Burn(tokenId, uint.MaxValue, new BigInteger(1893456000)).Digest(TokenMessages.Domain(648540, Address.Parse(ScriptedClaim.Token))), TypedJson.Digest(typed));
    });

    [Fact]
    public Task Every_book_has_the_same_words_with_the_same_gaps() => AskAsync(async page =>
    {
        var books = await page.EvaluateAsync<string[]>("""
            async () => Promise.all(["en", "es", "pt"].map(async (code) => {
              const book = (await import(`/claim/words/${code}.js`)).default;
              return Object.entries(book).map(([key, text]) => `${key} ${[...text.matchAll(/\{\w+\}/g)].map(String).sort().join()}`).sort().join("\n");
            }))
            """);
        Assert.All(books, book => Assert.Equal(books[0], book));
    });

    [Fact]
    public Task Every_state_and_every_refusal_has_words() => AskAsync(async page =>
    {
        var wanted = States.SelectMany(state => new[] { $"state.{state}", $"about.{state}" }).Concat(Refusals.Select(code => $"error.{code}")).ToArray();
        Assert.Empty(await page.EvaluateAsync<string[]>("async (wanted) => { const book = (await import('/claim/words/es.js')).default; return wanted.filter((key) => !book[key]); }", wanted));
        Assert.Empty(await page.EvaluateAsync<string[]>("""
            async (codes) => {
              const book = (await import("/claim/words/es.js")).default;
              const { refusalOf } = await import("/claim/wallets.js");
              const keys = codes.map((code) => `error.${refusalOf({ code, message: "no" }).code}`);
              return keys.filter((key) => key === "error.wallet.failed" || !(book[key] ?? book[`${key}.sign`]));
            }
            """, WalletCodes));
    });

    [Fact]
    public Task What_wallets_say_in_their_own_way_is_understood() => AskAsync(async page =>
    {
        string[][] expected =
        [
            ["""{ "code": -32603, "message": "Internal", "data": { "originalError": { "code": 4902, "message": "Unrecognized chain" } } }""", "wallet.chain_unknown"],
            ["""{ "code": "ACTION_REJECTED", "message": "x" }""", "wallet.rejected"],
            ["""{ "code": 5000, "message": "User rejected the request." }""", "wallet.rejected"],
            ["""{ "code": -32000, "message": "insufficient funds for gas * price + value" }""", "wallet.funds"],
            ["""{ "code": -32003, "message": "Insufficient funds" }""", "wallet.funds"],
            ["""{ "message": "something else" }""", "wallet.failed"],
            ["null", "wallet.failed"],
        ];
        var codes = await page.EvaluateAsync<string[]>("""
            async (errors) => { const { refusalOf } = await import("/claim/wallets.js"); return errors.map((error) => refusalOf(JSON.parse(error)).code); }
            """, expected.Select(pair => pair[0]).ToArray());
        Assert.Equal(expected.Select(pair => pair[1]), codes);
    });

    /// <summary>On one page for all of them, since nothing here changes it.</summary>
    private async Task AskAsync(Func<IPage, Task> ask)
    {
        Assert.SkipWhen(browser.Missing is not null, browser.Missing ?? "");
        await ask(await browser.Bench);
    }
}
