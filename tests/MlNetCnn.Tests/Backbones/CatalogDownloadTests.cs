using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Downloads from a server whose responses are invalid.</summary>
public sealed class CatalogDownloadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = CatalogEntries.Content();
    private readonly CatalogTime _time = new();

    [Fact]
    public async Task Pull_GoodServer_GivesTheFile()
    {
        await using var server = new CatalogServer(CatalogAnswers.File(_content));
        var progress = new Collected();
        var path = await CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), progress, Token);

        AssertWhole(path);
        var request = Assert.Single(server.Requests);
        Assert.Equal(("GET /models/tiny.onnx HTTP/1.1", "github.com", "identity"), (request.Line, request.Host, request.Headers["Accept-Encoding"]));
        Assert.Equal(new TrainingProgress("download tiny.test", 293, 293, "KiB"), progress.Last);
    }

    [Fact]
    public async Task Pull_FileIsThere_SendsNoRequest()
    {
        await using var server = new CatalogServer(CatalogAnswers.Status("500 No"));
        var store = CatalogEntries.Store(_folder.Root, server);
        File.WriteAllBytes(store.PathOf(CatalogEntries.Of(_content)), _content);
        AssertWhole(await store.DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token), files: 1);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Pull_DamagedFile_IsReplaced()
    {
        await using var server = new CatalogServer(CatalogAnswers.File(_content));
        var store = CatalogEntries.Store(_folder.Root, server);
        var entry = CatalogEntries.Of(_content);
        File.WriteAllBytes(store.PathOf(entry), new byte[_content.Length]);
        Assert.Equal(BackboneFileState.Corrupt, await store.VerifyAsync(entry, Token));
        AssertWhole(await store.DownloadAsync(entry, cancellationToken: Token));
        Assert.Equal(BackboneFileState.Valid, await store.VerifyAsync(entry, Token));
    }

    [Fact]
    public async Task Pull_DamagedFileAndNoServer_LeavesItAsItIs()
    {
        await using var server = new CatalogServer(CatalogAnswers.Status("404 Not Found"));
        var store = CatalogEntries.Store(_folder.Root, server);
        var entry = CatalogEntries.Of(_content);
        File.WriteAllText(store.PathOf(entry), "old");
        await FailsAsync(store, entry, "DOWNLOAD_REFUSED");
        Assert.Equal("old", File.ReadAllText(store.PathOf(entry)));
    }

    [Theory]
    [InlineData("200 OK\r\nContent-Length: 300000")]
    [InlineData("200 OK")]
    [InlineData("200 OK\r\nTransfer-Encoding: chunked")]
    public async Task Pull_CutOffEarly_ContinuesFromThere(string head)
    {
        byte[] first = head.EndsWith("chunked", StringComparison.Ordinal) ? [.. "186a0\r\n"u8, .. _content[..100_000], .. "\r\n"u8] : _content[..100_000];
        await using var server = new CatalogServer(CatalogAnswers.Raw($"{head}\r\nETag: \"1\"", first), CatalogAnswers.File(_content));
        AssertWhole(await CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token));
        Assert.Equal([null, "bytes=100000-"], server.Requests.Select(r => r.Range));
        Assert.Equal("\"1\"", server.Requests[1].IfRange);
    }

    [Fact]
    public async Task Pull_ChunkedWithoutLength_GivesTheFile()
    {
        await using var server = new CatalogServer(CatalogAnswers.Chunked(_content));
        AssertWhole(await CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token));
    }

    [Fact]
    public async Task Pull_BreaksEachTimeButGetsOn_NeverGivesUp()
    {
        var content = CatalogEntries.Content(12 << 20);
        await using var server = new CatalogServer(CatalogAnswers.File(content, stopAfter: 1_200_000));
        var path = await CatalogEntries.Store(_folder.Root, server, attempts: 2).DownloadAsync(CatalogEntries.Of(content), cancellationToken: Token);
        Assert.Equal(content, File.ReadAllBytes(path));
        Assert.Equal(11, server.Requests.Count);
    }

    [Fact]
    public async Task Pull_BreaksEachTimeAndHardlyGetsOn_GivesUp()
    {
        await using var server = new CatalogServer(CatalogAnswers.File(_content, stopAfter: 10));
        await FailsAsync(CatalogEntries.Store(_folder.Root, server), CatalogEntries.Of(_content), "DOWNLOAD_FAILED");
        Assert.Equal(4, server.Requests.Count);
        Assert.Equal(40, new FileInfo(_folder.File("tiny.test.onnx.partial")).Length);
    }

    [Fact]
    public async Task Pull_RangeIgnored_StartsAgain()
    {
        await using var server = new CatalogServer(CatalogAnswers.IgnoringRanges(_content, stopAfter: 200_000), CatalogAnswers.IgnoringRanges(_content));
        AssertWhole(await CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token));
        Assert.Equal("bytes=200000-", server.Requests[1].Range);
    }

    [Theory]
    [InlineData("bytes 5-299999/300000")]
    [InlineData("bytes 200000-299999/400000")]
    [InlineData("bytes */300000")]
    public async Task Pull_WrongRange_StartsAgain(string contentRange)
    {
        await using var server = new CatalogServer(
            CatalogAnswers.File(_content, stopAfter: 200_000),
            CatalogAnswers.Raw($"206 Partial Content\r\nContent-Range: {contentRange}\r\nContent-Length: 100000", new byte[100_000]),
            CatalogAnswers.File(_content));
        AssertWhole(await CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token));
        Assert.Equal([null, "bytes=200000-", null], server.Requests.Select(r => r.Range));
    }

    [Fact]
    public async Task Pull_ShorterRangeThanAsked_Continues()
    {
        await using var server = new CatalogServer(
            CatalogAnswers.File(_content, stopAfter: 200_000),
            CatalogAnswers.Raw("206 Partial Content\r\nContent-Range: bytes 200000-249999/300000\r\nContent-Length: 50000", _content[200_000..250_000]),
            CatalogAnswers.File(_content));
        AssertWhole(await CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token));
        Assert.Equal("bytes=250000-", server.Requests[2].Range);
    }

    [Fact]
    public async Task Pull_RangeNotSatisfiable_StartsAgain()
    {
        await using var server = new CatalogServer(
            CatalogAnswers.File(_content, stopAfter: 200_000), CatalogAnswers.Status("416 Range Not Satisfiable"), CatalogAnswers.File(_content));
        AssertWhole(await CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token));
    }

    [Fact]
    public async Task Pull_FileChangedMeanwhile_StartsAgain()
    {
        var before = new byte[_content.Length];
        await using var server = new CatalogServer(CatalogAnswers.File(before, "\"old\"", stopAfter: 200_000), CatalogAnswers.File(_content, "\"new\""));
        AssertWhole(await CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Pull_LeftoverOfAnotherFile_IsGivenOneMoreChance()
    {
        await using var server = new CatalogServer(CatalogAnswers.File(_content));
        _folder.Write("tiny.test.onnx.partial", new byte[1000]);
        AssertWhole(await CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token));
        Assert.Equal(["bytes=1000-", null], server.Requests.Select(r => r.Range));
    }

    [Theory]
    [InlineData(300_000)]
    [InlineData(300_001)]
    public async Task Pull_LeftoverOfFullLengthOrMore_IsReplaced(int length)
    {
        await using var server = new CatalogServer(CatalogAnswers.File(_content));
        _folder.Write("tiny.test.onnx.partial", new byte[length]);
        AssertWhole(await CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token));
        Assert.Null(Assert.Single(server.Requests).Range);
    }

    [Fact]
    public async Task Pull_WholeLeftover_SendsNoRequest()
    {
        await using var server = new CatalogServer(CatalogAnswers.Status("500 No"));
        _folder.Write("tiny.test.onnx.partial", _content);
        AssertWhole(await CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Pull_WrongHash_DeletesItAndShowsBoth()
    {
        var other = new byte[_content.Length];
        await using var server = new CatalogServer(CatalogAnswers.File(other));
        var entry = CatalogEntries.Of(_content);
        var exception = await FailsAsync(CatalogEntries.Store(_folder.Root, server), entry, "DOWNLOAD_WRONG_HASH");
        Assert.Equal($"SHA-256 {entry.Sha256}", exception.Expected);
        Assert.Equal($"SHA-256 {Convert.ToHexStringLower(SHA256.HashData(other))}", exception.Received);
        Assert.Equal(["tiny.test.onnx.lock"], Files());
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Pull_LengthOfAnotherFile_IsRefusedBeforeItIsRead()
    {
        var pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 300000\n"u8.ToArray();
        await using var server = new CatalogServer(CatalogAnswers.File(pointer));
        var exception = await FailsAsync(CatalogEntries.Store(_folder.Root, server), CatalogEntries.Of(_content), "DOWNLOAD_WRONG_SIZE");
        Assert.Contains("pointer", exception.Received);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Pull_EndlessContent_IsCutOff()
    {
        await using var server = new CatalogServer(CatalogAnswers.Chunked(CatalogEntries.Content(3_000_000)));
        await FailsAsync(CatalogEntries.Store(_folder.Root, server), CatalogEntries.Of(_content), "DOWNLOAD_WRONG_SIZE");
        Assert.Equal(["tiny.test.onnx.lock"], Files());
    }

    [Fact]
    public async Task Pull_LogInPage_IsSaidToBeOne()
    {
        await using var server = new CatalogServer(CatalogAnswers.Raw("200 OK\r\nContent-Type: text/html; charset=utf-8", "<html>"u8.ToArray()));
        await FailsAsync(CatalogEntries.Store(_folder.Root, server), CatalogEntries.Of(_content), "DOWNLOAD_WRONG_CONTENT");
    }

    [Theory]
    [InlineData("408 Request Timeout")]
    [InlineData("429 Too Many Requests")]
    [InlineData("500 Internal Server Error")]
    [InlineData("502 Bad Gateway")]
    [InlineData("503 Service Unavailable")]
    [InlineData("504 Gateway Timeout")]
    public async Task Pull_BusyServer_IsAskedAgain(string status)
    {
        await using var server = new CatalogServer(CatalogAnswers.Status(status), CatalogAnswers.Status(status), CatalogAnswers.File(_content));
        AssertWhole(await CatalogEntries.Store(_folder.Root, server, _time).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token));
        Assert.Equal(2, _time.Pauses.Count);
        Assert.InRange(_time.Pauses[0].TotalSeconds, 0.5, 1);
        Assert.InRange(_time.Pauses[1].TotalSeconds, 1, 2);
    }

    [Theory]
    [InlineData("Retry-After: 7", 7)]
    [InlineData("Retry-After: 86400", 60)]
    [InlineData("Date: Wed, 01 Jan 2025 10:00:00 GMT\r\nRetry-After: Wed, 01 Jan 2025 10:00:20 GMT", 20)]
    public async Task Pull_RetryAfter_IsHonouredUpToTheLongestPause(string header, int seconds)
    {
        await using var server = new CatalogServer(CatalogAnswers.Status("503 Service Unavailable", header), CatalogAnswers.File(_content));
        AssertWhole(await CatalogEntries.Store(_folder.Root, server, _time).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token));
        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.Single(_time.Pauses));
    }

    [Fact]
    public async Task Pull_AlwaysBusy_GivesUpAfterAllAttempts()
    {
        await using var server = new CatalogServer(CatalogAnswers.Status("503 Service Unavailable"));
        var exception = await FailsAsync(CatalogEntries.Store(_folder.Root, server, _time), CatalogEntries.Of(_content), "DOWNLOAD_FAILED");
        Assert.Contains("503 Service Unavailable (4 attempts)", exception.Problem);
        Assert.Equal((4, 3), (server.Requests.Count, _time.Pauses.Count));
    }

    [Theory]
    [InlineData("401 Unauthorized")]
    [InlineData("403 Forbidden")]
    [InlineData("404 Not Found")]
    [InlineData("410 Gone")]
    public async Task Pull_Refused_IsNotAskedAgain(string status)
    {
        await using var server = new CatalogServer(CatalogAnswers.Status(status));
        var exception = await FailsAsync(CatalogEntries.Store(_folder.Root, server), CatalogEntries.Of(_content), "DOWNLOAD_REFUSED");
        Assert.Contains(status, exception.Problem);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Pull_SilentServer_IsLeft()
    {
        await using var server = new CatalogServer(CatalogAnswers.Silence());
        await FailsAsync(
            CatalogEntries.Store(_folder.Root, server, _time, attempts: 2, idleSeconds: 0.2), CatalogEntries.Of(_content), "DOWNLOAD_FAILED");
        Assert.Single(_time.Pauses);
        Assert.Equal(["tiny.test.onnx.lock"], Files());
    }

    [Fact]
    public async Task Pull_DrippingServer_IsLeftThoughBytesKeepComing()
    {
        await using var server = new CatalogServer(CatalogAnswers.Drip(_content, TimeSpan.FromMilliseconds(20)));
        var exception = await FailsAsync(
            CatalogEntries.Store(_folder.Root, server, attempts: 2, idleSeconds: 0.4), CatalogEntries.Of(_content), "DOWNLOAD_FAILED");
        Assert.Contains("too little arrived within 0.4 s", exception.Problem);
    }

    [Fact]
    public async Task Pull_StallsInTheMiddle_ContinuesFromThere()
    {
        await using var server = new CatalogServer(CatalogAnswers.Hang(_content, after: 123_456), CatalogAnswers.File(_content));
        AssertWhole(await CatalogEntries.Store(_folder.Root, server, idleSeconds: 1.5).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token));
        Assert.Equal(123_456, server.Requests[1].Offset);
    }

    [Fact]
    public async Task Pull_NoServerListens_IsTriedAgainAndThenSaid()
    {
        // Bound, so that no other test gets the port.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var handler = new CatalogLoopback(((IPEndPoint)socket.LocalEndPoint!).Port);
        var store = new BackboneStore(_folder.Root, new BackboneStoreOptions { Handler = handler, TimeProvider = _time, Attempts = 3 });
        await FailsAsync(store, CatalogEntries.Of(_content), "DOWNLOAD_FAILED");
        Assert.Equal(2, _time.Pauses.Count);
    }

    [Fact]
    public async Task Pull_NoSuchHost_IsTriedAgainAndThenSaid()
    {
        var handler = new Throwing(() => new HttpRequestException(HttpRequestError.NameResolutionError, "no such host is known"));
        var store = new BackboneStore(_folder.Root, new BackboneStoreOptions { Handler = handler, TimeProvider = _time });
        var exception = await FailsAsync(store, CatalogEntries.Of(_content), "DOWNLOAD_FAILED");
        Assert.Contains("no such host is known (5 attempts)", exception.Problem);
        Assert.Equal(4, _time.Pauses.Count);
    }

    [Fact]
    public async Task Pull_UntrustedCertificate_IsRefusedAtOnce()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=github.com", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        await using var server = new CatalogServer(certificate, CatalogAnswers.File(_content));
        var store = new BackboneStore(
            _folder.Root, new BackboneStoreOptions { Handler = new CatalogLoopback(server.Port, "https"), TimeProvider = _time });
        await FailsAsync(store, CatalogEntries.Of(_content), "DOWNLOAD_TLS");
        Assert.Empty(_time.Pauses);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Pull_Cancelled_KeepsWhatArrived()
    {
        var content = CatalogEntries.Content(1_000_000);
        await using var server = new CatalogServer(CatalogAnswers.Hang(content, after: 600_000), CatalogAnswers.File(content));
        var store = CatalogEntries.Store(_folder.Root, server);
        using var cancellation = new CancellationTokenSource();
        var stopAtFirstBytes = new Collected(progress =>
        {
            if (progress.Done > 0)
            {
                cancellation.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.DownloadAsync(CatalogEntries.Of(content), stopAtFirstBytes, cancellation.Token));
        var kept = new FileInfo(_folder.File("tiny.test.onnx.partial")).Length;
        Assert.InRange(kept, 1, 600_000);

        Assert.Equal(content, File.ReadAllBytes(await store.DownloadAsync(CatalogEntries.Of(content), cancellationToken: Token)));
        Assert.Equal(kept, server.Requests[1].Offset);
    }

    [Fact]
    public async Task Pull_CancelledInAPause_EndsAtOnce()
    {
        await using var server = new CatalogServer(CatalogAnswers.Status("503 Service Unavailable", "Retry-After: 3600"));
        using var cancellation = new CancellationTokenSource();
        var store = new BackboneStore(_folder.Root, new BackboneStoreOptions
        {
            Handler = new CatalogLoopback(server.Port), TimeProvider = new Cancelling(cancellation), MaxDelay = TimeSpan.FromHours(1),
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.DownloadAsync(CatalogEntries.Of(_content), cancellationToken: cancellation.Token));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Pull_FirstAddressFails_TakesTheMirrorAndWhatArrived()
    {
        await using var server = new CatalogServer(CatalogAnswers.ByHost(
            (CatalogEntries.Host, CatalogAnswers.File(_content, stopAfter: 50_000)), (CatalogEntries.MirrorHost, CatalogAnswers.File(_content))));
        AssertWhole(await CatalogEntries.Store(_folder.Root, server, attempts: 1).DownloadAsync(CatalogEntries.Of(_content, mirrored: true), cancellationToken: Token));
        Assert.Equal(["github.com", "huggingface.co"], server.Requests.Select(r => r.Host));
        Assert.Equal("bytes=50000-", server.Requests[1].Range);
    }

    [Fact]
    public async Task Pull_WrongFileAtTheFirstAddress_TakesTheMirror()
    {
        await using var server = new CatalogServer(CatalogAnswers.ByHost(
            (CatalogEntries.Host, CatalogAnswers.File(new byte[_content.Length])), (CatalogEntries.MirrorHost, CatalogAnswers.File(_content))));
        AssertWhole(await CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content, mirrored: true), cancellationToken: Token));
    }

    [Fact]
    public async Task Pull_BothAddressesFail_TellsBothAndWhatToDoByHand()
    {
        await using var server = new CatalogServer(CatalogAnswers.ByHost(
            (CatalogEntries.Host, CatalogAnswers.Status("404 Not Found")), (CatalogEntries.MirrorHost, CatalogAnswers.File([1, 2, 3]))));
        var store = CatalogEntries.Store(_folder.Root, server);
        var entry = CatalogEntries.Of(_content, mirrored: true);
        var exception = await FailsAsync(store, entry, "DOWNLOAD_FAILED");
        Assert.Equal(
            "github.com responds 404 Not Found; huggingface.co has a file of another size, expected 300000 bytes, "
            + "received 3 bytes, the size of a Git LFS pointer whose file no longer exists", exception.Received);
        Assert.All(new[] { entry.Url, entry.Mirror!, entry.Sha256, store.PathOf(entry) }, text => Assert.Contains(text, exception.Fix));
    }

    [Fact]
    public async Task Pull_CutAtManyPlaces_AlwaysEndsWithTheWholeFile()
    {
        var random = new Random(11);
        for (var round = 0; round < 20; round++)
        {
            using var folder = new TemporaryFolder();
            CatalogAnswer[] cuts =
            [
                .. Enumerable.Range(0, 3).Select(_ => random.Next(4) == 0
                    ? CatalogAnswers.IgnoringRanges(_content, random.Next(_content.Length))
                    : CatalogAnswers.File(_content, stopAfter: random.Next(_content.Length))),
            ];
            await using var server = new CatalogServer([.. cuts, CatalogAnswers.File(_content)]);
            var path = await CatalogEntries.Store(folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token);
            Assert.Equal(_content, File.ReadAllBytes(path));
            Assert.Equal(2, Directory.GetFiles(folder.Root).Length);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<MlNetCnnException> FailsAsync(BackboneStore store, BackboneEntry entry, string code)
    {
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => store.DownloadAsync(entry, cancellationToken: Token));
        Assert.Equal((ErrorKind.Environment, code), (exception.Kind, exception.Code));
        Assert.Contains(store.PathOf(entry), exception.Fix);
        Assert.NotEqual(BackboneFileState.Valid, await store.VerifyAsync(entry, Token));
        return exception;
    }

    private void AssertWhole(string path, int files = 2)
    {
        Assert.Equal(_content, File.ReadAllBytes(path));
        Assert.Equal(files == 1 ? ["tiny.test.onnx"] : ["tiny.test.onnx", "tiny.test.onnx.lock"], Files());
    }

    private IEnumerable<string?> Files() => Directory.GetFiles(_folder.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private sealed class Collected(Action<TrainingProgress>? also = null) : IProgress<TrainingProgress>
    {
        public TrainingProgress Last { get; private set; }

        public void Report(TrainingProgress value)
        {
            Last = value;
            also?.Invoke(value);
        }
    }

    private sealed class Throwing(Func<Exception> error) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw error();
    }

    private sealed class Cancelling(CancellationTokenSource source) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            source.CancelAfter(1);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
