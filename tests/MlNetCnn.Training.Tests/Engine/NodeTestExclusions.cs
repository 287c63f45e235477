namespace MlNetCnn.Training.Tests;

/// <summary>The ONNX tests of operators in the table that the engine does not pass, each with the reason.</summary>
internal static class NodeTestExclusions
{
    private const string Text = "libtorch does not compute with text, and no classifier needs it";
    private const string BFloat = "the data store bfloat16 as unsigned 16-bit numbers, which libtorch does not have";
    private const string Unsigned = "libtorch does not compute with unsigned integers of more than 8 bits";
    private const string Indices = "positions of maxima are for unpooling, which no classifier has; the error names the use";
    private const string Training = "a graph with training_mode is not a trained network; the module decides how it is run, and the error names the use";
    private const string Random = "the module decides whether dropout drops, and libtorch's random numbers are not NumPy's";
    private const string NoTensor = "sequences and optional values are not tensors";
    private const string Crop = "cropping regions is for detectors; the error names the use";
    private const string Corners = "if the scaled size is not an integer, ONNX Runtime, which does the scoring, aligns the corners of the rounded size";

    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["node/test_cast_FLOAT_to_STRING"] = Text,
        ["node/test_castlike_FLOAT_to_STRING"] = Text,
        ["node/test_castlike_FLOAT_to_STRING_expanded"] = Text,
        ["node/test_cast_STRING_to_FLOAT"] = Text,
        ["node/test_castlike_STRING_to_FLOAT"] = Text,
        ["node/test_castlike_STRING_to_FLOAT_expanded"] = Text,
        ["node/test_cast_FLOAT_to_BFLOAT16"] = BFloat,
        ["node/test_castlike_FLOAT_to_BFLOAT16"] = BFloat,
        ["node/test_castlike_FLOAT_to_BFLOAT16_expanded"] = BFloat,
        ["node/test_cast_BFLOAT16_to_FLOAT"] = BFloat,
        ["node/test_castlike_BFLOAT16_to_FLOAT"] = BFloat,
        ["node/test_castlike_BFLOAT16_to_FLOAT_expanded"] = BFloat,
        ["node/test_max_uint16"] = Unsigned,
        ["node/test_max_uint32"] = Unsigned,
        ["node/test_max_uint64"] = Unsigned,
        ["node/test_min_uint16"] = Unsigned,
        ["node/test_min_uint32"] = Unsigned,
        ["node/test_min_uint64"] = Unsigned,
        ["node/test_pow_types_float32_uint32"] = Unsigned,
        ["node/test_pow_types_float32_uint64"] = Unsigned,
        ["node/test_maxpool_with_argmax_2d_precomputed_pads"] = Indices,
        ["node/test_maxpool_with_argmax_2d_precomputed_strides"] = Indices,
        ["node/test_batchnorm_epsilon_training_mode"] = Training,
        ["node/test_batchnorm_example_training_mode"] = Training,
        ["node/test_training_dropout"] = Random,
        ["node/test_training_dropout_default"] = Random,
        ["node/test_training_dropout_default_mask"] = Random,
        ["node/test_training_dropout_mask"] = Random,
        ["node/test_identity_opt"] = NoTensor,
        ["node/test_identity_sequence"] = NoTensor,
        ["node/test_resize_tf_crop_and_resize"] = Crop,
        ["node/test_resize_downsample_scales_cubic_align_corners"] = Corners,
        ["node/test_resize_downsample_scales_linear_align_corners"] = Corners,
    };
}
