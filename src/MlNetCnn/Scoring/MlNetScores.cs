using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.Scoring;

/// <summary>Scores images with a package through the plain ML.NET chain in it.</summary>
internal static class MlNetScores
{
    /// <summary>Returns the scores of each image.</summary>
    /// <param name="package">The <c>.zip</c>; its chain is run.</param>
    /// <param name="images">Files that ML.NET can read.</param>
    /// <param name="fromImages">Whether the chain reads images instead of paths.</param>
    public static IReadOnlyList<float[]> Read(string package, IReadOnlyList<string> images, bool fromImages)
    {
        // ML.NET does not delete the temporary file of the network.
        using var scratch = new TemporaryDirectory();
        var ml = new MLContext { TempFilePath = scratch.Path };
        var model = ml.Model.Load(package, out _);
        using var disposable = model as IDisposable;
        if (!fromImages)
        {
            return Scores(ml.Data.LoadFromEnumerable(images.Select(path => new ScoringPipeline.PathRow { ImagePath = path })));
        }

        var scores = new List<float[]>();
        foreach (var path in images)
        {
            using var image = MLImage.CreateFromFile(path);
            scores.AddRange(Scores(ml.Data.LoadFromEnumerable([new ScoringPipeline.ImageRow { Image = image }])));
        }

        return scores;

        IReadOnlyList<float[]> Scores(IDataView rows) =>
            [.. ml.Data.CreateEnumerable<Answer>(model.Transform(rows), reuseRowObject: false).Select(answer => answer.Score)];
    }

    private sealed class Answer
    {
        public float[] Score { get; set; } = [];
    }
}
