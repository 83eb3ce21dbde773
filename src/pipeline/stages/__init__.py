"""The stages of the pipeline: one file, one public name each. Their order stands in `pipeline.build_pipeline`."""
