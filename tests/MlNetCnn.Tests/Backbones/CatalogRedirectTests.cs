using Xunit;

namespace MlNetCnn.Tests;

public sealed class CatalogRedirectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = CatalogEntries.Content(1000);

    [Theory]
    [InlineData("https://media.githubusercontent.com/media/tiny.onnx?token=1", "media.githubusercontent.com")]
    [InlineData("https://objects.githubusercontent.com/tiny", "objects.githubusercontent.com")]
    [InlineData("/elsewhere/tiny.onnx", "github.com")]
    public async Task Pull_RedirectToTheSitesOwnHosts_IsFollowed(string location, string host)
    {
        await using var server = new CatalogServer(CatalogAnswers.Redirect(location), CatalogAnswers.File(_content));
        var path = await CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token);
        Assert.Equal(_content, File.ReadAllBytes(path));
        Assert.Equal(["github.com", host], server.Requests.Select(r => r.Host));
    }

    [Theory]
    [InlineData("http://github.com/tiny.onnx")]
    [InlineData("http://media.githubusercontent.com/tiny.onnx")]
    [InlineData("https://example.org/tiny.onnx")]
    [InlineData("https://github.com.example.org/tiny.onnx")]
    [InlineData("https://notgithub.com/tiny.onnx")]
    [InlineData("https://huggingface.co/tiny.onnx")]
    [InlineData("https://github.com:8443/tiny.onnx")]
    [InlineData("https://someone@github.com/tiny.onnx")]
    [InlineData("https://127.0.0.1/tiny.onnx")]
    [InlineData("https://169.254.169.254/latest")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://github.com/tiny.onnx")]
    [InlineData("//example.org/tiny.onnx")]
    public async Task Pull_RedirectElsewhere_IsRefusedAndNotAsked(string location)
    {
        await using var server = new CatalogServer(CatalogAnswers.Redirect(location));
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(
            () => CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token));
        Assert.Equal((ErrorKind.Environment, "DOWNLOAD_REDIRECT_REFUSED"), (exception.Kind, exception.Code));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Pull_RedirectWithoutAddress_IsRefused()
    {
        await using var server = new CatalogServer(CatalogAnswers.Status("302 Found"));
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(
            () => CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token));
        Assert.Equal("DOWNLOAD_REDIRECT_REFUSED", exception.Code);
    }

    [Fact]
    public async Task Pull_RedirectLoop_Ends()
    {
        await using var server = new CatalogServer(CatalogAnswers.Redirect("https://github.com/models/tiny.onnx"));
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(
            () => CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token));
        Assert.Equal("DOWNLOAD_REDIRECT_REFUSED", exception.Code);
        Assert.Equal(9, server.Requests.Count);
    }

    [Fact]
    public async Task Pull_RefusedRedirect_TakesTheMirrorAndItsHosts()
    {
        await using var server = new CatalogServer(CatalogAnswers.ByHost(
            ("github.com", CatalogAnswers.Redirect("http://github.com/")),
            ("huggingface.co", CatalogAnswers.Redirect("https://cdn-lfs-us-1.huggingface.co/x")),
            ("cdn-lfs-us-1.huggingface.co", CatalogAnswers.Redirect("https://cas-bridge.xethub.hf.co/y")),
            ("cas-bridge.xethub.hf.co", CatalogAnswers.File(_content))));
        var path = await CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content, mirrored: true), cancellationToken: Token);
        Assert.Equal(_content, File.ReadAllBytes(path));
    }

    [Fact]
    public async Task Pull_RedirectAgainOnEachAttempt_AsksTheFirstAddressAgain()
    {
        // The URLs of storage hosts are signed for a few minutes only.
        await using var server = new CatalogServer(
            CatalogAnswers.Redirect("https://media.githubusercontent.com/a"), CatalogAnswers.File(_content, stopAfter: 10),
            CatalogAnswers.Redirect("https://media.githubusercontent.com/b"), CatalogAnswers.File(_content));
        await CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token);
        Assert.Equal(["/models/tiny.onnx", "/a", "/models/tiny.onnx", "/b"], server.Requests.Select(r => r.Line.Split(' ')[1]));
        Assert.Equal(10, server.Requests[3].Offset);
    }

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
