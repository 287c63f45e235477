namespace MlNetCnn.Training.Tests;

/// <summary>A classifier of the bundled photos of flowers on the bundled backbone, trained once for all tests that explain it.</summary>
public sealed class EmojiClassifier : Xunit.IAsyncLifetime
{
    private ImageNetwork? _network;

    public ImageNetwork Network => _network ?? throw new InvalidOperationException("not trained yet");

    public async ValueTask InitializeAsync()
    {
        var split = ImageDataset.FromFolder(Path.Combine(Repository.Emoji, "train")).Split(test: 0, validation: 0.1, seed: 1);
        _network = ImageNetwork.Of(await new FeatureTrainer(Backbone.Default).TrainAsync(split));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
