using Xunit;

namespace MlNetCnn.Tests;

public sealed class CatalogStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = CatalogEntries.Content(50_000);

    [Fact]
    public async Task Pull_ManyAtOnce_DownloadsOnce()
    {
        await using var server = new CatalogServer(CatalogAnswers.File(_content));
        var entry = CatalogEntries.Of(_content);
        var paths = await Task.WhenAll(Enumerable.Range(0, 10).Select(
            _ => Task.Run(() => CatalogEntries.Store(_folder.Root, server, TimeProvider.System).DownloadAsync(entry, cancellationToken: Token))));
        Assert.Equal(_content, File.ReadAllBytes(Assert.Single(paths.Distinct())));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Pull_LockIsHeld_WaitsUntilCancelled()
    {
        await using var server = new CatalogServer(CatalogAnswers.File(_content));
        using var held = await FileLock.TakeAsync(_folder.File("tiny.test.onnx.lock"), TimeProvider.System, Token);
        using var cancellation = new CancellationTokenSource();
        var pull = CatalogEntries.Store(_folder.Root, server, TimeProvider.System).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pull);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Pull_LockFileLeftByADeadProcess_DoesNotMatter()
    {
        await using var server = new CatalogServer(CatalogAnswers.File(_content));
        _folder.Write("tiny.test.onnx.lock", [1, 2, 3]);
        await CatalogEntries.Store(_folder.Root, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Pull_SpacesAndUnicodeInThePath_Work()
    {
        await using var server = new CatalogServer(CatalogAnswers.File(_content));
        var folder = _folder.File("Modèles für 猫 & 'dogs' #1 %20");
        var path = await CatalogEntries.Store(folder, server).DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token);
        Assert.Equal(Path.Combine(folder, "tiny.test.onnx"), path);
        Assert.Equal(_content, File.ReadAllBytes(path));
    }

    [Fact]
    public async Task Pull_Offline_SaysWhichFileToPutWhere()
    {
        var entry = CatalogEntries.Of(_content);
        var store = new BackboneStore(_folder.Root, new BackboneStoreOptions { Offline = true });
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => store.DownloadAsync(entry, cancellationToken: Token));
        Assert.Equal((ErrorKind.Environment, "BACKBONE_OFFLINE"), (exception.Kind, exception.Code));
        Assert.Contains(entry.Url, exception.Fix);
        Assert.Contains(entry.Sha256, exception.Fix);
        Assert.Contains($"'{_folder.File("tiny.test.onnx")}'", exception.Fix);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));

        File.WriteAllBytes(store.PathOf(entry), _content);
        Assert.Equal(store.PathOf(entry), await store.DownloadAsync(entry, cancellationToken: Token));
    }

    [Fact]
    public async Task Pull_FolderCannotBeMade_SaysSo()
    {
        await using var server = new CatalogServer(CatalogAnswers.File(_content));
        var store = CatalogEntries.Store(Path.Combine(_folder.Write("file", [1]), "cache"), server);
        await AssertNotWritableAsync(store);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Pull_ReadOnlyFolder_UsesWhatIsThereAndSaysWhatItCannotWrite()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("folders have no mode on this system");
            return;
        }

        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root can write everywhere");
        await using var server = new CatalogServer(CatalogAnswers.File(_content));
        var entry = CatalogEntries.Of(_content);
        var store = CatalogEntries.Store(_folder.Root, server);
        var mode = File.GetUnixFileMode(_folder.Root);
        File.SetUnixFileMode(_folder.Root, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await AssertNotWritableAsync(store);
        File.SetUnixFileMode(_folder.Root, mode);
        File.WriteAllBytes(store.PathOf(entry), _content);
        File.SetUnixFileMode(_folder.Root, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal(store.PathOf(entry), await store.DownloadAsync(entry, cancellationToken: Token));
        File.SetUnixFileMode(_folder.Root, mode);
    }

    [Fact]
    public async Task Pull_FileSystemWithoutRoomForFolders_SaysSo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc, where not even root can create a folder");
        await using var server = new CatalogServer(CatalogAnswers.File(_content));
        await AssertNotWritableAsync(CatalogEntries.Store("/proc/mlnetcnn", server));
    }

    [Fact]
    public async Task Pull_DiskFull_SaysSoAndLeavesNoFile()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/full");
        File.CreateSymbolicLink(_folder.File("tiny.test.onnx.partial"), "/dev/full");
        await using var server = new CatalogServer(CatalogAnswers.File(_content));
        var exception = await AssertNotWritableAsync(CatalogEntries.Store(_folder.Root, server));
        Assert.Contains("No space left", exception.Problem);
        Assert.Single(server.Requests);
        Assert.False(File.Exists(_folder.File("tiny.test.onnx")));
    }

    [Fact]
    public async Task Verify_FolderInPlaceOfTheFile_SaysSo()
    {
        Directory.CreateDirectory(_folder.File("tiny.test.onnx"));
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(
            () => new BackboneStore(_folder.Root).VerifyAsync(CatalogEntries.Of(_content), Token));
        Assert.Equal("CACHE_NOT_READABLE", exception.Code);
    }

    [Fact]
    public async Task Verify_NothingThere_IsAbsent()
    {
        var store = new BackboneStore(_folder.File("none"));
        var entry = CatalogEntries.Of(_content);
        Assert.Equal(BackboneFileState.Missing, await store.VerifyAsync(entry, Token));
        Assert.False(store.Contains(entry));
    }

    [Fact]
    public async Task Load_TinyNetwork_KnowsWhatTheCatalogKnows()
    {
        var file = TinyNet.WithBody().Pool().Flatten().GemmHead().Output("N", TinyNet.Classes).Graph.ToBytes();
        await using var server = new CatalogServer(CatalogAnswers.File(file));
        var entry = CatalogEntries.Of(file);
        var backbone = await CatalogEntries.Store(_folder.Root, server).LoadAsync(entry, cancellationToken: Token);
        Assert.Equal((entry.Name, entry.Url, entry.License, entry.Paper), (backbone.Name, backbone.Source, backbone.License, backbone.Paper));
        Assert.Equal((entry.Sha256, entry.Preprocessing, TinyNet.Channels), (backbone.Sha256, backbone.Preprocessing, backbone.FeatureCount));
        Assert.Equal("fc", backbone.HeadNode);
        Running.AssertPorts(backbone);
    }

    [Fact]
    public async Task Load_NoHead_TakesTheTensorOfTheCatalog()
    {
        var net = TinyNet.WithBody().Pool().Flatten().Output("N", TinyNet.Channels);
        var file = net.Graph.ToBytes();
        await using var server = new CatalogServer(CatalogAnswers.File(file));
        var entry = CatalogEntries.Of(file) with { FeatureTensor = net.Tensor };
        Assert.Equal(net.Tensor, (await CatalogEntries.Store(_folder.Root, server).LoadAsync(entry, cancellationToken: Token)).FeatureTensor);
    }

    [Fact]
    public async Task Load_OtherFeatureLength_IsRefused()
    {
        var file = TinyNet.WithBody().Pool().Flatten().GemmHead().Output("N", TinyNet.Classes).Graph.ToBytes();
        await using var server = new CatalogServer(CatalogAnswers.File(file));
        var store = CatalogEntries.Store(_folder.Root, server);
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(
            () => store.LoadAsync(CatalogEntries.Of(file) with { FeatureCount = 7 }, cancellationToken: Token));
        Assert.Equal((ErrorKind.Model, "BACKBONE_NOT_AS_DECLARED"), (exception.Kind, exception.Code));
    }

    [Fact]
    public async Task Pull_BundledEntry_IsWrittenFromTheLibrary()
    {
        var entry = BackboneCatalog.Default.Get(Backbone.Default.Name);
        var store = new BackboneStore(_folder.Root, new BackboneStoreOptions { Offline = true });
        Assert.Equal(DefaultBackbone.ReadBytes(), File.ReadAllBytes(await store.DownloadAsync(entry, cancellationToken: Token)));
        Assert.Equal(BackboneFileState.Valid, await store.VerifyAsync(entry, Token));
    }

    [Fact]
    public void Options_OutOfRange_NamesAllErrors()
    {
        var options = new BackboneStoreOptions { Attempts = 0, FirstDelay = TimeSpan.Zero, IdleTimeout = TimeSpan.FromDays(2) };
        var exception = Assert.Throws<MlNetCnnException>(() => new BackboneStore(_folder.Root, options));
        Assert.Equal(ErrorKind.Usage, exception.Kind);
        Assert.All(["Attempts", "FirstDelay", "IdleTimeout"], name => Assert.Contains(name, exception.Received));
    }

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<MlNetCnnException> AssertNotWritableAsync(BackboneStore store)
    {
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => store.DownloadAsync(CatalogEntries.Of(_content), cancellationToken: Token));
        Assert.Equal((ErrorKind.Environment, "CACHE_NOT_WRITABLE"), (exception.Kind, exception.Code));
        Assert.Contains("MLNETCNN_CACHE", exception.Fix);
        return exception;
    }
}
