using System.Net;
using System.Net.Sockets;
using System.Text;
using Anchor.Verification.Web;

namespace Anchor.Verification.Tests;

public sealed class PublicWebTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("93.184.215.14", true)]
    [InlineData("2606:2800:21f:cb07::1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:93.184.215.14", true)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    public void An_address_is_public_or_not(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddress.IsOne(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://universidad.example/lista.json")]
    [InlineData("ftp://universidad.example/lista.json")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://ana:clave@universidad.example/lista.json")]
    [InlineData("https://universidad.example:22/lista.json")]
    public async Task Only_https_is_asked(string url)
    {
        using var web = new PublicWeb();
        Assert.StartsWith("its address is not https", (await web.GetAsync(new Uri(url), 100, Token)).Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task This_machine_is_not_asked_on_behalf_of_strangers(string host)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var web = new PublicWeb(TimeSpan.FromSeconds(5));
        var answer = await web.GetAsync(new Uri($"https://{host}:{((IPEndPoint)server.LocalEndpoint).Port}/"), 100, Token);
        Assert.Equal("its address belongs to a private network", answer.Failure);
        Assert.False(server.Pending());
    }

    [Fact]
    public async Task A_document_is_read_up_to_its_bound()
    {
        using var server = new SmallServer("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"a\":1}");
        using var web = new PublicWeb(allowLocal: true);
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString((await web.GetAsync(server.Url, 7, Token)).Body!.Value.Span));
        Assert.Equal("it has more than 6 bytes", (await web.GetAsync(server.Url, 6, Token)).Failure);
    }

    [Fact]
    public async Task An_answer_says_which_server_gave_it_in_the_end()
    {
        using var last = new SmallServer("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}");
        using var first = new SmallServer($"HTTP/1.1 302 Found\r\nLocation: {last.Url}\r\nContent-Length: 0\r\n\r\n");
        using var web = new PublicWeb(allowLocal: true);
        Assert.Equal(last.Url, (await web.GetAsync(first.Url, 100, Token)).From);
        Assert.Equal(last.Url, (await web.GetAsync(last.Url, 100, Token)).From);
    }

    [Fact]
    public async Task A_length_beyond_the_bound_is_not_even_read()
    {
        using var server = new SmallServer("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n");
        using var web = new PublicWeb(allowLocal: true);
        Assert.Equal("it has more than 100 bytes", (await web.GetAsync(server.Url, 100, Token)).Failure);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "its server answered 404")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n", "its server redirects too often")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: ftp://universidad.example/\r\nContent-Length: 0\r\n\r\n", "its address is not https, or names a port or user that is not allowed")]
    [InlineData("nonsense\r\n\r\n", "its server cannot be reached")]
    public async Task A_server_that_does_not_give_it_is_an_answer(string response, string failure)
    {
        using var server = new SmallServer(response);
        using var web = new PublicWeb(allowLocal: true);
        Assert.Equal(failure, (await web.GetAsync(server.Url, 100, Token)).Failure);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        using var server = new SmallServer(null);
        using var web = new PublicWeb(TimeSpan.FromMilliseconds(300), allowLocal: true);
        Assert.Equal("its server did not answer in time", (await web.GetAsync(server.Url, 100, Token)).Failure);
    }

    /// <summary>Answers every request with the same bytes; with none at all when null.</summary>
    private sealed class SmallServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _end = new();

        public SmallServer(string? response)
        {
            _listener.Start();
            _ = ServeAsync(response);
        }

        public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/lista.json");

        public void Dispose()
        {
            _end.Cancel();
            _listener.Dispose();
            _end.Dispose();
        }

        private async Task ServeAsync(string? response)
        {
            var open = new List<TcpClient>();
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptTcpClientAsync(_end.Token);
                    open.Add(client);
                    var request = new byte[4096];
                    _ = await client.GetStream().ReadAsync(request, _end.Token);
                    if (response is null) continue;
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(response), _end.Token);
                    client.Client.Shutdown(SocketShutdown.Send);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                open.ForEach(client => client.Dispose());
            }
        }
    }
}
