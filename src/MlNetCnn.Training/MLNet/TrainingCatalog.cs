using MlNetCnn;
using MlNetCnn.Training;

namespace Microsoft.ML;

/// <summary>Where ML.NET users find the trainers of MlNetCnn: extension methods on <see cref="MLContext"/>'s catalogs.</summary>
public static class TrainingCatalog
{
    /// <summary>Trains a pretrained network on.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="backbone">The network.</param>
    /// <param name="options">How to train, or null for the defaults; the seed is theirs, that of the context cannot reach here.</param>
    /// <param name="labelColumnName">A key or text column of class names.</param>
    /// <param name="imagePathColumnName">A text column of picture paths.</param>
    /// <param name="validationSet">Rows with the same two columns that decide which epoch is kept; null to set a tenth of the rows that
    /// are fitted on aside for that. Never the rows that the model is measured on.</param>
    public static ImageTrainingEstimator ImageFineTuning(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        Backbone backbone,
        FineTuningOptions? options = null,
        string labelColumnName = "Label",
        string imagePathColumnName = "ImagePath",
        IDataView? validationSet = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(imagePathColumnName);
        options ??= new FineTuningOptions();
        return new ImageTrainingEstimator(
            new MLContext(options.Seed), EpochLog.Of(catalog), new FineTuningTrainer(backbone, options).TrainAsync, options, labelColumnName,
            imagePathColumnName, validationSet);
    }

    /// <summary>Trains a network that is built from layers, from random weights.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="network">Adds the layers, for example <c>net
    /// => net.Conv2D(32).BatchNorm().ReLU().MaxPool(2).GlobalAveragePool().Dense(net.ClassCount)</c>.</param>
    /// <param name="options">How to train, or null for the defaults; the seed is theirs, that of the context cannot reach here.</param>
    /// <param name="labelColumnName">A key or text column of class names.</param>
    /// <param name="imagePathColumnName">A text column of picture paths.</param>
    /// <param name="validationSet">Rows with the same two columns that decide which epoch is kept; null to set a tenth of the rows that
    /// are fitted on aside for that. Never the rows that the model is measured on.</param>
    public static ImageTrainingEstimator ImageCnn(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        Func<CnnBuilder, CnnBuilder> network,
        CnnTrainingOptions? options = null,
        string labelColumnName = "Label",
        string imagePathColumnName = "ImagePath",
        IDataView? validationSet = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(imagePathColumnName);
        options ??= new CnnTrainingOptions();
        return new ImageTrainingEstimator(
            new MLContext(options.Seed), EpochLog.Of(catalog), new CnnTrainer(network, options).TrainAsync, options, labelColumnName, imagePathColumnName,
            validationSet);
    }

    /// <summary>Trains a network that is known by name, from random weights, on the columns <c>Label</c> and <c>ImagePath</c>.</summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="network">The network, for example <c>CnnNetworks.Find("resnet18")</c>.</param>
    /// <param name="options">How to train.</param>
    public static ImageTrainingEstimator ImageCnn(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, CnnNetwork network, CnnTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new ImageTrainingEstimator(
            new MLContext(options.Seed), EpochLog.Of(catalog), new CnnTrainer(network, options).TrainAsync, options, "Label", "ImagePath", validationSet: null);
    }
}
