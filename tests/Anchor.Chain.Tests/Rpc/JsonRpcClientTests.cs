using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;

namespace Anchor.Chain.Tests.Rpc;

public sealed class JsonRpcClientTests
{
    private static readonly JsonRpcOptions Hasty = new() { AttemptTimeout = TimeSpan.FromMilliseconds(60), Backoff = TimeSpan.Zero };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_result_comes_back_as_the_node_gave_it()
    {
        var node = new FakeNode((request, _) => FakeNode.Result(request, "0x7a69"));
        Assert.Equal("0x7a69", (await ReadAsync(node.Connect())).GetString());
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task A_read_is_repeated_after_a_gateway_failure(HttpStatusCode status)
    {
        var node = new FakeNode((request, attempt) => attempt < 3 ? FakeNode.Text("<html>", status) : FakeNode.Result(request, true));
        Assert.Equal(JsonValueKind.True, (await ReadAsync(node.Connect())).ValueKind);
        Assert.Equal(3, node.Requests.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Redirect)]
    public async Task A_status_that_will_not_pass_is_not_tried_again(HttpStatusCode status)
    {
        var node = new FakeNode((_, _) => FakeNode.Text("", status));
        Assert.Equal(RpcFailure.HttpStatus, (await Assert.ThrowsAsync<RpcUnavailableException>(() => ReadAsync(node.Connect()))).Failure);
        Assert.Single(node.Requests);
    }

    [Fact]
    public async Task A_retry_never_sends_different_bytes()
    {
        var node = new FakeNode((_, _) => throw new HttpRequestException("refused"));
        var failure = await Assert.ThrowsAsync<RpcUnavailableException>(() => ReadAsync(node.Connect()));
        Assert.Equal(RpcFailure.Unreachable, failure.Failure);
        Assert.Equal(3, node.Requests.Count);
        Assert.Single(node.Requests.Distinct());
    }

    [Fact]
    public async Task A_call_that_may_not_be_repeated_has_one_attempt()
    {
        var node = new FakeNode((_, _) => FakeNode.Text("", HttpStatusCode.BadGateway));
        await Assert.ThrowsAsync<RpcUnavailableException>(() => node.Connect().CallAsync("eth_sendRawTransaction", ["0x00"], RpcRepeat.Never, Token));
        Assert.Single(node.Requests);
    }

    [Fact]
    public async Task A_silent_node_times_out_every_attempt()
    {
        var node = new FakeNode((_, _) => throw new UnreachableException()) { IsSilent = true };
        var failure = await Assert.ThrowsAsync<RpcUnavailableException>(() => ReadAsync(node.Connect(Hasty)));
        Assert.Equal(RpcFailure.TimedOut, failure.Failure);
        Assert.Equal(3, node.Requests.Count);
    }

    [Fact]
    public async Task A_body_that_never_ends_times_out()
    {
        var node = new FakeNode((_, _) => new HttpResponseMessage { Content = new StreamContent(new EndlessStream(TimeSpan.FromMilliseconds(20))) });
        var failure = await Assert.ThrowsAsync<RpcUnavailableException>(() => ReadAsync(node.Connect(Hasty)));
        Assert.Equal(RpcFailure.TimedOut, failure.Failure);
    }

    [Fact]
    public async Task Cancelling_is_cancelling_and_no_time_out()
    {
        var node = new FakeNode((_, _) => throw new UnreachableException()) { IsSilent = true };
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(30));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => node.Connect().CallAsync("eth_chainId", [], RpcRepeat.Allowed, source.Token));
        Assert.Single(node.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_beyond_the_bound_is_not_read(bool announced)
    {
        var endless = new EndlessStream(TimeSpan.Zero);
        var node = new FakeNode((_, _) =>
        {
            var content = new StreamContent(endless);
            if (announced) content.Headers.ContentLength = 1 << 30;
            return new HttpResponseMessage { Content = content };
        });
        var failure = await Assert.ThrowsAsync<RpcUnavailableException>(() => ReadAsync(node.Connect(new() { MaxResponseBytes = 10_000 })));
        Assert.Equal(RpcFailure.Oversized, failure.Failure);
        Assert.Single(node.Requests);
        Assert.True(endless.Given <= 30_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"jsonrpc":"2.0","id":1}""")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"result":"0x1"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"1","result":"0x1"}""")]
    [InlineData("""{"jsonrpc":"2.0","result":"0x1"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":"boom"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":"x"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"\ud800"}}""")]
    public async Task An_answer_that_is_no_response_to_the_request_is_malformed(string body)
    {
        var node = new FakeNode((_, _) => FakeNode.Text(body));
        var failure = await Assert.ThrowsAsync<RpcUnavailableException>(() => ReadAsync(node.Connect()));
        Assert.Equal(RpcFailure.Malformed, failure.Failure);
        Assert.Single(node.Requests);
    }

    [Theory]
    [InlineData("\"0x1234\"")]
    [InlineData("""{"message":"reverted","data":"0x1234"}""")]
    public async Task Revert_data_is_found_wherever_nodes_put_it(string data)
    {
        var node = new FakeNode((request, _) => FakeNode.Error(request, 3, "execution reverted", System.Text.Json.Nodes.JsonNode.Parse(data)));
        var error = await Assert.ThrowsAsync<RpcErrorException>(() => ReadAsync(node.Connect()));
        Assert.Equal((3, "execution reverted", "0x1234"), (error.Code, error.Reason, Hex.Data(error.RevertData.Span)));
        Assert.Single(node.Requests);
    }

    [Fact]
    public async Task An_error_under_a_bad_status_is_still_the_nodes_answer()
    {
        var node = new FakeNode((_, _) => FakeNode.Text("""{"jsonrpc":"2.0","id":null,"error":{"code":-32601,"message":"no such method"}}""", HttpStatusCode.BadRequest));
        Assert.Equal(-32601, (await Assert.ThrowsAsync<RpcErrorException>(() => ReadAsync(node.Connect()))).Code);
    }

    [Fact]
    public async Task No_secret_of_the_address_reaches_a_message()
    {
        const string url = "https://registrar:hunter2secret@node.example/v3/0123456789abcdef?token=fedcba9876543210";
        Func<JsonElement, int, HttpResponseMessage>[] failures =
        [
            (_, _) => throw new HttpRequestException($"no route to {url}"),
            (_, _) => FakeNode.Text(url, HttpStatusCode.Unauthorized),
            (_, _) => FakeNode.Text(url),
            (request, _) => FakeNode.Error(request, -32000, $"invalid key 0123456789abcdef or fedcba9876543210 for registrar:hunter2secret at {url}\u0007"),
            (_, _) => throw new IOException(url),
        ];
        foreach (var failure in failures)
        {
            var error = await Assert.ThrowsAnyAsync<RpcException>(() => ReadAsync(new FakeNode(failure).Connect(url: url)));
            Assert.DoesNotContain("hunter2secret", error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("0123456789abcdef", error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("fedcba9876543210", error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain('\u0007', error.Message);
        }
    }

    [Fact]
    public async Task The_user_part_of_an_address_travels_as_basic_authorization_only()
    {
        var node = new FakeNode((request, _) => FakeNode.Result(request, true));
        var client = node.Connect(url: "https://user:pass%20word@node.example/rpc");
        await ReadAsync(client);
        Assert.Equal("https://node.example/rpc", node.Messages[0].RequestUri!.ToString());
        Assert.Equal("user:pass word", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(node.Messages[0].Headers.Authorization!.Parameter!)));
        Assert.Equal("https://node.example:443", client.Node);
    }

    [Fact]
    public async Task A_token_is_asked_for_at_each_attempt()
    {
        var given = 0;
        var node = new FakeNode((request, attempt) => attempt < 2 ? FakeNode.Text("", HttpStatusCode.BadGateway) : FakeNode.Result(request, true));
        await ReadAsync(node.Connect(new()
        {
            Backoff = TimeSpan.Zero,
            Authorization = _ => ValueTask.FromResult<AuthenticationHeaderValue?>(new("Bearer", $"token{++given}")),
        }));
        Assert.Equal(["token1", "token2"], node.Messages.Select(message => message.Headers.Authorization!.Parameter!));
    }

    private static Task<JsonElement> ReadAsync(JsonRpcClient client) => client.CallAsync("eth_chainId", [], RpcRepeat.Allowed, Token);

    /// <summary>Spaces without end: JSON that never begins.</summary>
    private sealed class EndlessStream(TimeSpan pause) : Stream
    {
        public int Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(pause, cancellationToken);
            var count = Math.Min(buffer.Length, 1000);
            buffer.Span[..count].Fill((byte)' ');
            Given += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
