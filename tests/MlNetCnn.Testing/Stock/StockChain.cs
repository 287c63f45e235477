using Microsoft.ML;

namespace MlNetCnn.Testing;

/// <summary>Scores an image with a package through ML.NET alone.</summary>
internal static class StockChain
{
    public static (string Label, float[] Scores) Predict(string package, string image)
    {
        var ml = new MLContext();
        var model = ml.Model.Load(package, out _);
        using var engine = ml.Model.CreatePredictionEngine<PathRow, Prediction>(model);
        var prediction = engine.Predict(new PathRow { ImagePath = image });
        return (prediction.PredictedLabel, prediction.Score);
    }

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
