using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public sealed class DisposalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Call_AfterDispose_NamesTheClass()
    {
        TinyClassifiers.Create(seed: 1).Save(_folder.File("m.zip"));
        var image = TinyClassifiers.WriteImage(_folder.File("p.png"));
        var network = ImageNetwork.Load(_folder.File("m.zip"));
        var embedder = new ImageEmbedder(network);
        var mapping = new ClassActivationMapping(network);
        var maps = new FeatureMaps(network);
        mapping.Explain(image, cancellationToken: TestContext.Current.CancellationToken);
        maps.Read(image);
        foreach (var used in new IDisposable[] { embedder, mapping, maps })
        {
            used.Dispose();
            used.Dispose();
        }

        Check<ClassActivationMapping>(Assert.Throws<ObjectDisposedException>(() => mapping.Explain(image, null, TestContext.Current.CancellationToken)));
        Check<FeatureMaps>(Assert.Throws<ObjectDisposedException>(() => maps.Read(image)));
        Check<ImageEmbedder>(await Assert.ThrowsAsync<ObjectDisposedException>(() => embedder.EmbedAsync([image], null, TestContext.Current.CancellationToken)));
    }

    public void Dispose() => _folder.Dispose();

    private static void Check<T>(ObjectDisposedException exception) => Assert.Equal(typeof(T).FullName, exception.ObjectName);
}
