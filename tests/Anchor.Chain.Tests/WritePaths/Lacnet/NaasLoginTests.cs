using System.Buffers.Text;
using System.Net;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.WritePaths.Lacnet;

namespace Anchor.Chain.Tests.WritePaths.Lacnet;

public sealed class NaasLoginTests
{
    private static readonly LacnetSettings Settings = new() { Login = new Uri("https://naas.example/auth") };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task User_and_password_are_given_as_a_form_and_the_token_is_kept_until_shortly_before_its_end()
    {
        var clock = new Clock();
        var door = new Door((_, count) => Answer($$"""{"access_token":"token-{{count}}","expires_in":600}"""));
        using var login = Login(door, clock);
        Assert.Equal("Bearer token-1", (await login.AuthorizeAsync(Token))!.ToString());
        Assert.Equal("user=learner&pass=s%26cret", door.Bodies.Single());
        clock.Now += TimeSpan.FromSeconds(539);
        Assert.Equal("Bearer token-1", (await login.AuthorizeAsync(Token))!.ToString());
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal("Bearer token-2", (await login.AuthorizeAsync(Token))!.ToString());
    }

    [Fact]
    public async Task Without_a_stated_life_the_tokens_own_end_counts()
    {
        var clock = new Clock();
        var ends = (clock.Now + TimeSpan.FromMinutes(3)).ToUnixTimeSeconds();
        var claims = Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes($$"""{"exp":{{ends}}}"""));
        var door = new Door((_, count) => Answer($$"""{"access_token":"h{{count}}.{{claims}}.s"}"""));
        using var login = Login(door, clock);
        await login.AuthorizeAsync(Token);
        clock.Now += TimeSpan.FromSeconds(119);
        await login.AuthorizeAsync(Token);
        Assert.Single(door.Bodies);
        clock.Now += TimeSpan.FromSeconds(1);
        await login.AuthorizeAsync(Token);
        Assert.Equal(2, door.Bodies.Count);
    }

    [Fact]
    public async Task A_token_that_the_node_refuses_is_replaced_once_and_the_request_repeated()
    {
        var door = new Door((_, count) => Answer($$"""{"access_token":"token-{{count}}","expires_in":600}"""));
        using var login = Login(door, new Clock());
        await login.AuthorizeAsync(Token);
        var node = new Door((request, _) => request.Headers.Authorization?.Parameter == "token-2"
            ? Answer("""{"jsonrpc":"2.0","id":1,"result":"0x9e55d"}""")
            : new HttpResponseMessage(HttpStatusCode.Unauthorized));
        using var http = new HttpClient(login.Watch(node));
        var client = new EvmClient(new JsonRpcClient(http, new Uri("https://naas.example/rpc"), new JsonRpcOptions { Authorization = login.AuthorizeAsync }, TimeProvider.System));
        Assert.Equal(648541UL, await client.ChainIdAsync(Token));
        Assert.Equal((2, 2), (door.Bodies.Count, node.Bodies.Count));
        Assert.Equal(node.Bodies[0], node.Bodies[1]);
    }

    [Fact]
    public async Task A_node_that_refuses_every_token_is_asked_twice_and_no_more()
    {
        var door = new Door((_, count) => Answer($$"""{"access_token":"token-{{count}}"}"""));
        using var login = Login(door, new Clock());
        var node = new Door((_, _) => new HttpResponseMessage(HttpStatusCode.Unauthorized));
        using var http = new HttpClient(login.Watch(node));
        var client = new EvmClient(new JsonRpcClient(http, new Uri("https://naas.example/rpc"), new JsonRpcOptions { Authorization = login.AuthorizeAsync }, TimeProvider.System));
        await Assert.ThrowsAsync<RpcUnavailableException>(() => client.ChainIdAsync(Token));
        Assert.Equal((2, 2), (door.Bodies.Count, node.Bodies.Count));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, """{"error":"s&cret is wrong for learner"}""")]
    [InlineData(HttpStatusCode.OK, """{"token":"s&cret"}""")]
    [InlineData(HttpStatusCode.OK, """{"access_token":"two words"}""")]
    [InlineData(HttpStatusCode.OK, """{"access_token":7}""")]
    [InlineData(HttpStatusCode.OK, "s&cret")]
    public async Task A_login_that_fails_names_neither_secret_nor_answer(HttpStatusCode status, string body)
    {
        using var login = Login(new Door((_, _) => FakeNode.Text(body, status)), new Clock());
        var failure = await Assert.ThrowsAsync<RpcUnavailableException>(() => login.AuthorizeAsync(Token).AsTask());
        Assert.StartsWith("The login at https://naas.example:443 failed", failure.Message);
        foreach (var secret in new[] { "s&cret", "learner", "two words" }) Assert.DoesNotContain(secret, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_secrets_nothing_is_sent_and_the_variables_are_named()
    {
        var door = new Door((_, _) => Answer("{}"));
        using var http = new HttpClient(door);
        using var login = new NaasLogin(http, Settings, _ => null, TimeProvider.System);
        var failure = await Assert.ThrowsAsync<RpcUnavailableException>(() => login.AuthorizeAsync(Token).AsTask());
        Assert.Contains("ANCHOR_LACNET_USER and ANCHOR_LACNET_PASSWORD", failure.Message, StringComparison.Ordinal);
        Assert.Empty(door.Bodies);
        Assert.Throws<ArgumentException>(() => new NaasLogin(http, new LacnetSettings(), _ => "", TimeProvider.System));
    }

    private static NaasLogin Login(Door door, TimeProvider clock) => new(
        new HttpClient(door), Settings, name => name == "ANCHOR_LACNET_USER" ? "learner" : name == "ANCHOR_LACNET_PASSWORD" ? "s&cret" : null, clock);

    private static HttpResponseMessage Answer(string body) => FakeNode.Text(body);

    private sealed class Clock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Door(Func<HttpRequestMessage, int, HttpResponseMessage> answer) : HttpMessageHandler
    {
        internal List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            return answer(request, Bodies.Count);
        }
    }
}
